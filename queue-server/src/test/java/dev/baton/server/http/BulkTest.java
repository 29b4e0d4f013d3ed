package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.model.JobType;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same done with many jobs, and deletion of one. */
@WithRedis
class BulkTest {
    private static final JobType<String, String> TYPE = JobType.of("t", String.class, String.class);

    private OpenDoor door;

    @BeforeEach
    void open(RedisUri redis) {
        door = OpenDoor.on(redis);
    }

    @AfterEach
    void close() {
        door.close();
    }

    private JsonNode ended(String body) {
        String id = door.post("/api/v1/queues/q/bulk", body)
                .is(202)
                .json()
                .path("operation")
                .asText();
        await().until(() -> !door.get("/api/v1/operations/" + id)
                .json()
                .path("state")
                .asText()
                .equals("running"));
        return door.get("/api/v1/operations/" + id).is(200).json();
    }

    @Test
    void aGroupOfDeadJobsIsReplayedAndTheProgressIsTold(TestBaton test) {
        for (int i = 0; i < 20; i++) {
            test.seed("q", TYPE, "x").dead(i < 15 ? new IllegalStateException("ink") : new ArithmeticException("zero"));
        }
        JsonNode groups = door.get("/api/v1/queues/q/dead").is(200).json().path("groups");
        assertThat(groups).hasSize(2);
        assertThat(groups.get(0).path("jobs").asInt()).isEqualTo(15);

        JsonNode operation = ended("{\"action\":\"retry\",\"state\":\"dead\",\"type\":\"t\",\"error\":"
                + groups.get(0).path("error") + "}");

        assertThat(operation.path("state").asText()).isEqualTo("finished");
        assertThat(operation.path("read").asInt()).isEqualTo(20);
        assertThat(operation.path("changed").asInt()).isEqualTo(15);
        assertThat(operation.path("filter").path("error").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(door.get("/api/v1/queues/q/dead").json().path("groups")).hasSize(1);
        assertThat(door.get("/api/v1/operations").json().path("operations")).hasSize(1);
    }

    @Test
    void whatMakesNoSenseIsRefusedInOneSentence() {
        for (Map.Entry<String, String> wrong : Map.of(
                        "[]", "no object",
                        "{\"action\":\"burn\"}", "burn",
                        "{\"action\":\"cancel\",\"stat\":\"dead\"}", "stat",
                        "{\"action\":\"cancel\",\"state\":\"dead\"}", "A cancel of dead jobs is not possible",
                        "{\"action\":\"cancel\",\"type\":1}", "no text",
                        "{\"action\":\"cancel\",\"since\":\"noon\"}", "noon")
                .entrySet()) {
            Answer answer = door.post("/api/v1/queues/q/bulk", wrong.getKey());
            answer.isProblem(400);
            assertThat(answer.json().path("detail").asText()).contains(wrong.getValue());
        }
        assertThat(door.get("/api/v1/operations").json().path("operations")).isEmpty();
    }

    @Test
    void aDeletedJobIsGoneAndItsAttemptsHadTheirTimes(TestBaton test) {
        test.seed("q", TYPE, "secret", options -> options.id("d")).dead(new IllegalStateException("ink"));
        JsonNode job = door.get("/api/v1/queues/q/jobs/d").is(200).json();
        assertThat(job.path("attempts").get(0).path("started_at").asText())
                .isLessThanOrEqualTo(job.path("attempts").get(0).path("at").asText());
        assertThat(job.path("timeline").findValuesAsText("event")).containsSubsequence("enqueued", "failed");
        assertThat(door.get("/api/v1/queues/q/jobs?error=java.lang.IllegalStateException")
                        .json()
                        .path("jobs"))
                .hasSize(1);

        door.send("DELETE", "/api/v1/queues/q/jobs/d", "", Map.of()).is(200);

        JsonNode tombstone = door.get("/api/v1/queues/q/jobs/d").is(200).json();
        assertThat(tombstone.path("status").asText()).isEqualTo("cancelled");
        assertThat(tombstone.has("payload") || tombstone.has("error")).isFalse();
        assertThat(List.of(door.get("/api/v1/queues/q/jobs").json().path("jobs").size()))
                .containsExactly(0);
    }
}
