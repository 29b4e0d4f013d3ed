package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.bench.lab.Lab;
import dev.baton.bench.limit.SocketPipelines;
import dev.baton.embedded.RedisServer;
import dev.baton.testkit.RawRedis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BenchTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void measuresEverythingOnceAndLeavesNothingBehind() throws IOException {
        try (var redis = RedisServer.builder().start();
                var raw = RawRedis.connect(redis)) {
            assertThat(bench("all", "--jobs", "2000", "--rounds", "1", "--json", "--redis", redis.uri()))
                    .as(err.toString(StandardCharsets.UTF_8))
                    .isZero();
            Map<String, JsonNode> figures = new HashMap<>();
            for (String line : out.toString(StandardCharsets.UTF_8).split("\n")) {
                JsonNode figure = JSON.readTree(line);
                figures.put(figure.get("name").asText(), figure);
                assertThat(figure.get("median").asDouble()).isPositive();
                assertThat(figure.get("settings").has("redis")).isTrue();
            }
            assertThat(figures)
                    .containsKeys(
                            "limit.step",
                            "drain.pool",
                            "enqueue.one-thread",
                            "enqueue.16-threads",
                            "bulk.1000",
                            "limit.blmove.p50",
                            "latency.200.start.p50",
                            "memory.pending",
                            "backlog.five",
                            "idle.redis");
            // No speed is asserted; only that somebody measured what he says.
            for (String name : new String[] {"drain.pool", "enqueue.16-threads", "bulk.1000"}) {
                assertThat(Objects.requireNonNull(figures.get(name))
                                .get("ratio")
                                .asDouble())
                        .as(name)
                        .isBetween(0.0001, 10.0);
            }
            assertThat(raw.texts("KEYS", "*")).isEmpty();
        }
    }

    @Test
    void showsATableToPeople() {
        assertThat(bench("bulk", "--jobs", "1000", "--rounds", "1")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("redis ")
                .contains("bulk.1000 ")
                .contains("ratio");
    }

    @Test
    void refusesWrongWordsInOneSentence() {
        refuses("There is no option \"--job\"", "--job", "7");
        refuses("--jobs 7 is not allowed: use 1000 to 2000000", "--jobs", "7");
        refuses("--rounds 0 is not allowed: use 1 to 100", "--rounds", "0");
        refuses(
                "There is nothing to measure by the name of \"spede\": use drain, enqueue, bulk, latency, memory, backlog, idle or all",
                "spede");
        refuses("The word \"bulk\" stands alone: say once what to measure", "drain", "bulk");
    }

    private void refuses(String sentence, String... arguments) {
        err.reset();
        assertThat(bench(arguments)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("baton bench: " + sentence)
                .hasLineCount(1);
    }

    @Test
    void saysWhatIsWrongWithAnAddress() {
        refuses("--redis: ", "--redis", "foo");
    }

    @Test
    void saysWhereNoRedisIs() {
        assertThat(bench("--redis", "redis://127.0.0.1:1")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("baton bench: No Redis can be reached at redis://127.0.0.1:1")
                .hasLineCount(1);
    }

    @Test
    void measuresRedisWithoutItsOwnTool() throws Exception {
        try (var redis = RedisServer.builder().password("s3cret").start();
                var lab = Lab.on(redis.uri())) {
            var sockets = new SocketPipelines(lab, 5_000);
            assertThat(sockets.perSecond("LPUSH", "list", "__rand_int__")).isPositive();
            assertThat(lab.redis().llen("list")).isBetween(4_000L, 5_120L);
        }
    }

    private int bench(String... arguments) {
        return Bench.run(print(out), print(err), arguments);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }
}
