package dev.baton.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.embedded.RedisServer;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.WithRedis;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Redis goes away in the midst of repairs: those that were made are told all the same. */
@WithRedis(fresh = true)
class BrokenOffTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void repairsAreToldThatWereMadeBeforeRedisWentAway(RedisServer server, RawRedis redis) throws Exception {
        redis.call("LPUSH", "baton:{emails}:pending", "ghost-1", "ghost-2", "ghost-3");
        var out = new KillsAtTheWord("\"repair\"", server);

        assertThat(fix(out, server.uri(), "--json")).isEqualTo(1);

        List<JsonNode> lines = new ArrayList<>();
        for (String line : out.said().lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(lines.stream().map(line -> line.get("kind").asText()).filter(kind -> !kind.equals("advice")))
                .containsExactly("violation", "violation", "violation", "repair", "error");
        JsonNode error = lines.get(lines.size() - 1);
        assertThat(error.get("mended").asInt()).isEqualTo(1);
        assertThat(error.get("error").asText()).contains("gave no answer");
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        server.start();
        try (var again = RawRedis.connect(server)) {
            assertThat(again.number("LLEN", "baton:{emails}:pending")).isEqualTo(2);
        }
    }

    @Test
    void soTheyAreToPeople(RedisServer server, RawRedis redis) throws Exception {
        redis.call("LPUSH", "baton:{emails}:pending", "ghost-1", "ghost-2");
        var out = new KillsAtTheWord("mended  ", server);

        assertThat(fix(out, server.uri())).isEqualTo(1);

        assertThat(out.said())
                .contains("mended  emails ghost-", "broken  off; mended 1 jobs before, and perhaps one more");
    }

    private int fix(OutputStream out, String uri, String... more) {
        List<String> words = new ArrayList<>(List.of("doctor", "--redis", uri, "--fix"));
        words.addAll(List.of(more));
        return Tools.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                words.toArray(String[]::new));
    }

    /** Kills the server as soon as a word is written to it, before the writer goes on. */
    private static final class KillsAtTheWord extends ByteArrayOutputStream {
        private final String word;
        private final RedisServer server;

        KillsAtTheWord(String word, RedisServer server) {
            this.word = word;
            this.server = server;
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length);
            if (server.isRunning() && said().contains(word)) {
                server.kill();
            }
        }

        String said() {
            return toString(StandardCharsets.UTF_8);
        }
    }
}
