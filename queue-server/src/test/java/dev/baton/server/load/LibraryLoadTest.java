package dev.baton.server.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A crowd without a door. */
@WithRedis
class LibraryLoadTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void tellsOfEveryJobAndOfNoRequestThatItDoesNotSee(RedisUri redis) {
        assertThat(load("--redis", redis.uri(), "--clients", "20", "--jobs", "3000", "--queue", "crowd"))
                .as(err.toString(UTF_8))
                .isZero();
        assertThat(out.toString(UTF_8))
                .contains(
                        "3000 enqueued, 3000 claimed, 3000 completed, 0 lost, 0 twice",
                        "over library",
                        "enqueue   p50",
                        "through   p50")
                .doesNotContain("claim     p50", "complete  p50");
    }

    @Test
    void startsARedisIfItIsToldOfNone() {
        assertThat(load("--clients", "2", "--jobs", "20", "--seconds", "60")).isZero();
        assertThat(out.toString(UTF_8)).contains("20 completed, 0 lost");
    }

    @Test
    void wrongUsageIsOneSentence() {
        for (List<String> wrong : List.of(
                List.of("--over", "libary"),
                List.of("--at", "127.0.0.1:1"),
                List.of("--key-file", "k"),
                List.of("--over", "tcp", "--redis", "redis://h"),
                List.of("--over", "tcp", "--at", "h:0"),
                List.of("--over", "tcp", "--key-file", "/no/such/file"),
                List.of("--over", "rest", "--clients", "2001"),
                List.of("--patience", "0s"),
                List.of("--queue", "a b"))) {
            err.reset();
            assertThat(load(wrong.toArray(String[]::new))).as("%s", wrong).isEqualTo(2);
            assertThat(err.toString(UTF_8)).startsWith("baton load: ").hasLineCount(1);
        }
    }

    private int load(String... arguments) {
        String[] all = arguments[0].equals("--over") ? arguments : concat("--over", "library", arguments);
        return new LoadCommand(Map.of()).run(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), all);
    }

    private static String[] concat(String option, String value, String... rest) {
        String[] all = new String[rest.length + 2];
        all[0] = option;
        all[1] = value;
        System.arraycopy(rest, 0, all, 2, rest.length);
        return all;
    }
}
