package dev.baton.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.model.JobType;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands of operators: what they do, their lines and exit codes, one sentence for whatever is wrong. */
@WithRedis
class QueueToolTest {
    private static final JobType<String, Integer> GREET = JobType.of("greet", String.class, Integer.class);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String redis;

    @BeforeEach
    void know(RedisUri uri) {
        redis = uri.toString();
    }

    private int run(String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.add("--redis");
        arguments.add(redis);
        out.reset();
        err.reset();
        return Tools.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments.toArray(String[]::new));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private void assertOneSentence(int code, String word, String... arguments) {
        assertThat(run(arguments)).as(err()).isEqualTo(code);
        assertThat(out()).isEmpty();
        assertThat(err().lines()).hasSize(1);
        assertThat(err())
                .startsWith("baton " + arguments[0] + ": ")
                .contains(word)
                .doesNotContain("Exception");
    }

    @Test
    void whyTellsPeopleAndPrograms(TestBaton baton) throws IOException {
        baton.queue("emails").enqueue(GREET, "Ada", options -> options.id("a"));
        baton.queue("emails").pause();

        assertThat(run("why", "emails", "a")).isZero();
        assertThat(out().lines().toList().get(0)).isEqualTo("a is pending:");
        assertThat(out()).contains("The queue is paused since ", "No worker of this queue is alive");

        assertThat(run("why", "emails", "a", "--json")).isZero();
        JsonNode json = new ObjectMapper().readTree(out());
        assertThat(json.path("why").findValuesAsText("code")).containsExactly("paused", "no-worker");
    }

    @Test
    void jobsAreCancelledRetriedAndDeletedByTheirIds(TestBaton baton) {
        baton.queue("q").enqueue(GREET, "Ada", options -> options.id("waits"));
        baton.seed("q", GREET, "x", options -> options.id("dead")).dead(new IllegalStateException("ink"));

        assertThat(run("cancel", "q", "waits", "dead", "none")).isEqualTo(1);
        assertThat(out().lines())
                .containsExactly("waits: cancelled, it was pending", "dead: too late, it was dead", "none: unknown");
        assertThat(run("retry", "q", "dead")).isZero();
        assertThat(out()).isEqualTo(String.format("dead: replayed, it was dead%n"));
        assertThat(run("delete", "q", "waits", "--json")).isZero();
        assertThat(out()).contains("\"outcome\":\"deleted\",\"before\":\"cancelled\"");
        assertThat(run("delete", "q", "dead")).isEqualTo(1);
        assertThat(out()).startsWith("dead: not ended, cancel it first, it was pending");
    }

    @Test
    void jobsAreCancelledByAFilter(TestBaton baton) throws IOException {
        for (int i = 0; i < 5; i++) {
            String tag = i < 3 ? "red" : "blue";
            baton.queue("q").enqueue(GREET, "Ada", options -> options.tags(tag));
        }
        assertThat(run("cancel", "q", "--state", "pending", "--tag", "red")).isZero();
        assertThat(out()).startsWith("3 of 3 matching jobs changed; 5 were read");
        assertThat(run("delete", "q", "--state", "cancelled", "--json")).isZero();
        assertThat(new ObjectMapper().readTree(out()).path("changed").asInt()).isEqualTo(3);
    }

    @Test
    void aQueueIsPausedAndResumed(TestBaton baton) {
        assertThat(run("pause", "q")).isZero();
        assertThat(out()).startsWith("q is paused now");
        assertThat(err())
                .startsWith("Nothing was enqueued to queue \"q\" so far")
                .contains("baton resume q");
        baton.queue("q").enqueue(GREET, "Ada");
        assertThat(run("pause", "q")).isZero();
        assertThat(err()).isEmpty();
        assertThat(out()).startsWith("q was paused before");
        assertThat(baton.queue("q").stats().paused()).isTrue();
        assertThat(run("resume", "q", "--json")).isZero();
        assertThat(out()).contains("\"paused\":false,\"changed\":true");
    }

    @Test
    void whatIsWrongIsOneSentence() {
        assertOneSentence(2, "which queue", "why");
        assertOneSentence(2, "0 jobs", "why", "q");
        assertOneSentence(1, "not known", "why", "q", "none");
        assertOneSentence(2, "which jobs", "cancel", "q");
        assertOneSentence(2, "Both", "cancel", "q", "a", "--type", "t");
        assertOneSentence(2, "cancel of dead", "cancel", "q", "--state", "dead");
        assertOneSentence(2, "noon", "cancel", "q", "--since", "noon");
        assertOneSentence(2, "a b", "cancel", "q", "a b");
        assertOneSentence(2, "--type", "pause", "q", "--type", "t");
        assertOneSentence(2, "has no place", "pause", "q", "a");
        redis = "redis://127.0.0.1:1";
        assertOneSentence(1, "127.0.0.1:1", "pause", "q");
    }

    @Test
    void helpListsWhatThereIs() {
        assertThat(run("cancel", "--help")).isZero();
        assertThat(out()).contains("baton cancel", "--error=KIND", "BATON_REDIS");
        assertThat(run("pause", "--help")).isZero();
        assertThat(out()).doesNotContain("--error").doesNotContain("ID...");
    }
}
