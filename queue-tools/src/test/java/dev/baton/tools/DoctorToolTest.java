package dev.baton.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.model.JobType;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command: exit codes, lines for people and for programs, one sentence for whatever is wrong. */
@WithRedis
class DoctorToolTest {
    private static final JobType<String, Integer> GREET = JobType.of("greet", String.class, Integer.class);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return Tools.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private void assertOneSentence(String... words) {
        assertThat(out()).isEmpty();
        assertThat(err().lines()).hasSize(1);
        assertThat(err()).startsWith("baton").contains(words).doesNotContain("Exception");
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : out().lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    @Test
    void zeroForACleanQueueWhateverTheAdvice(RedisUri uri, TestBaton baton) {
        baton.seed("emails", GREET, "Ada").pending();
        assertThat(run("doctor", "--redis", uri.uri())).isZero();
        assertThat(out()).contains("1 queues with 1 jobs", "advice  no-worker  emails", "found   no violation");
        assertThat(err()).isEmpty();
    }

    @Test
    void oneForAViolationAndZeroOnceItIsMended(RedisUri uri, RawRedis redis, TestBaton baton) {
        String id = baton.seed("emails", GREET, "Ada").pending().id();
        redis.call("RPUSH", "baton:{emails}:pending", id);
        assertThat(run("doctor", "--redis", uri.uri())).isEqualTo(1);
        assertThat(out())
                .contains(
                        "WRONG   two-places  emails " + id + ": status pending, and it stands: pending 2 times",
                        "see: redis-cli LPOS 'baton:{emails}:pending' " + id + " COUNT 0",
                        "found   1 violations");
        assertThat(redis.number("LLEN", "baton:{emails}:pending")).isEqualTo(2);
        assertThat(run("doctor", "--redis", uri.uri(), "--fix")).isZero();
        assertThat(out()).contains("mended  emails " + id + ": taken out of pending", "0 violations are left");
        assertThat(redis.number("LLEN", "baton:{emails}:pending")).isEqualTo(1);
        assertThat(run("doctor", "--redis", uri.uri(), "--queue", "emails")).isZero();
    }

    @Test
    void oneWhenSomethingIsLeftThatIsNotSafeToMend(RedisUri uri, RawRedis redis, TestBaton baton) throws IOException {
        String lost = baton.seed("emails", GREET, "Ada").pending().id();
        redis.call("DEL", "baton:{emails}:job:" + lost);
        redis.call("LPUSH", "baton:{emails}:pending", "ghost");
        assertThat(run("doctor", "--redis", uri.uri(), "--fix", "--json")).isEqualTo(1);
        List<JsonNode> lines = lines();
        assertThat(lines.stream()
                        .filter(line -> line.get("kind").asText().equals("violation"))
                        .map(line ->
                                line.get("code").asText() + " " + line.get("id").asText() + " "
                                        + line.get("mendable").asBoolean()))
                .containsExactlyInAnyOrder(
                        "status-without-record " + lost + " false", "place-without-status ghost true");
        assertThat(lines.stream()
                        .filter(line -> line.get("kind").asText().equals("repair"))
                        .map(line -> line.get("id").asText() + " "
                                + line.get("mended").asBoolean()))
                .containsExactly("ghost true");
        JsonNode summary = lines.get(lines.size() - 1);
        assertThat(summary.get("kind").asText()).isEqualTo("summary");
        assertThat(summary.get("violations").asInt()).isEqualTo(2);
        assertThat(summary.get("mended").asInt()).isEqualTo(1);
        assertThat(summary.get("left").asInt()).isEqualTo(1);
        assertThat(summary.get("counts").get("status-without-record").asInt()).isEqualTo(1);
    }

    @Test
    void namesThatDrawOnATerminalAreEscaped(RedisUri uri, RawRedis redis) throws IOException {
        redis.call("SET", "baton:{emails}:\u001b[2J\nfound   no violation", "1");
        assertThat(run("doctor", "--redis", uri.uri())).isEqualTo(1);
        assertThat(out()).contains("\\u001b[2J\\nfound").doesNotContain("\u001b", "\nfound   no violation\n");
        assertThat(run("doctor", "--redis", uri.uri(), "--json")).isEqualTo(1);
        assertThat(out()).doesNotContain("\u001b");
        assertThat(lines().get(0).get("kind").asText()).isNotEmpty();
    }

    @Test
    void anUnknownQueueIsAQuestionOfUsage(RedisUri uri, TestBaton baton) {
        baton.seed("emails", GREET, "Ada").pending();
        assertThat(run("doctor", "--redis", uri.uri(), "--queue", "email")).isEqualTo(2);
        assertOneSentence("There is no queue \"email\"", "did you mean emails?");
        assertThat(run("doctor", "--redis", uri.uri(), "--queue", "e mail")).isEqualTo(2);
        assertOneSentence("The queue name \"e mail\" is not allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "doctor | It is not said which Redis",
                "doctor --redis | The option --redis has no value: say --redis URI",
                "doctor --redis http://localhost | The Redis address \"http://localhost\" is not allowed",
                "doctor --redis redis://u:secret@host:x | redis://***@host:x",
                "doctor --redis redis://localhost --fx | There is no option \"--fx\": did you mean --fix?",
                "doctor all | The word \"all\" stands alone",
                "doctor --redis redis://localhost --retention-age soon | use a time such as 36h",
                "doctor --redis redis://localhost --retention-count few | use 0 to 10000000",
                "docter | did you mean doctor?",
            })
    void whatIsNotUnderstoodGetsOneSentence(String line, String words) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertOneSentence(words);
        assertThat(err()).doesNotContain("secret");
    }

    @Test
    void whateverIsNoRedisGetsOneSentence(RedisUri uri, RawRedis redis) throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(run("doctor", "--redis", "redis://127.0.0.1:" + free)).isEqualTo(1);
        assertOneSentence("No Redis can be reached at redis://127.0.0.1:" + free);

        try (ServerSocket web = new ServerSocket(0)) {
            Thread answering = new Thread(() -> answerAsTheWebDoes(web));
            answering.setDaemon(true);
            answering.start();
            assertThat(run("doctor", "--redis", "redis://127.0.0.1:" + web.getLocalPort()))
                    .isEqualTo(1);
            assertOneSentence("is no Redis");
        }

        redis.call("ACL", "SETUSER", "auditor", "on", ">secret", "~baton:*", "+@all");
        try {
            String wrong = uri.uri().replace("redis://", "redis://auditor:mistaken@");
            assertThat(run("doctor", "--redis", wrong)).isEqualTo(1);
            assertOneSentence("give the right user and password");
            assertThat(err()).doesNotContain("mistaken");
        } finally {
            redis.call("ACL", "DELUSER", "auditor");
        }
    }

    @Test
    void aFailureIsToldAsJsonToo(RedisUri uri, RawRedis redis, TestBaton baton) throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(run("doctor", "--redis", "redis://127.0.0.1:" + free, "--json"))
                .isEqualTo(1);
        assertOneError("No Redis can be reached at redis://127.0.0.1:" + free);

        baton.seed("emails", GREET, "Ada").pending();
        redis.call("ACL", "SETUSER", "auditor", "on", ">secret", "~baton:*", "+@all", "-scan");
        try {
            String poor = uri.uri().replace("redis://", "redis://auditor:secret@");
            assertThat(run("doctor", "--redis", poor, "--json")).isEqualTo(1);
            assertOneError("scan");
            assertThat(out()).doesNotContain("secret");
        } finally {
            redis.call("ACL", "DELUSER", "auditor");
        }
    }

    private void assertOneError(String words) throws IOException {
        assertThat(lines()).hasSize(1);
        JsonNode line = lines().get(0);
        assertThat(line.get("kind").asText()).isEqualTo("error");
        assertThat(line.get("error").asText()).contains(words);
        assertThat(line.get("mended").asInt()).isZero();
        assertThat(err().lines()).hasSize(1);
    }

    private static void answerAsTheWebDoes(ServerSocket web) {
        try (var one = web.accept()) {
            one.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            one.getOutputStream().flush();
            one.getInputStream().readAllBytes();
        } catch (IOException e) {
            // The test is over.
        }
    }

    @Test
    void helpSaysWhatThereIs() {
        assertThat(run("--help")).isZero();
        assertThat(out()).contains("doctor");
        assertThat(run("doctor", "--help")).isZero();
        assertThat(out()).contains("--redis=URI", "--fix", "Exit codes");
        assertThat(run()).isEqualTo(2);
    }
}
