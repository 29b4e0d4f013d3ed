package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The door with rules on what is not shown. */
@WithRedis
class RedactingTest {
    private static final String JOBS = "/api/v1/queues/task_queue/jobs";

    private OpenDoor door;

    @BeforeEach
    void open(RedisUri redis) {
        door = OpenDoor.on(redis, settings -> settings.withRedaction(Redaction.parse("password")));
        door.post(JOBS, "{\"id\":\"j1\",\"type\":\"t\",\"payload\":{\"user\":\"ada\",\"password\":\"needle\"}}")
                .is(201);
        door.post(JOBS, "{\"id\":\"j2\",\"type\":\"t\",\"payload\":{\"user\":\"bob needle\"}}")
                .is(201);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void whoLooksSeesThatSomethingIsHidden() {
        JsonNode job = door.get(JOBS + "/j1").is(200).json();
        assertThat(job.path("payload").toString()).isEqualTo("{\"user\":\"ada\",\"password\":\"***\"}");
        assertThat(job.path("redacted").asBoolean()).isTrue();
        assertThat(door.get(JOBS + "/j2").json().has("redacted")).isFalse();
    }

    @Test
    void nobodyFindsWhatNobodyIsShown() {
        assertThat(ids("needle")).isEqualTo("j2");
        assertThat(ids("ada")).isEqualTo("j1");
    }

    private String ids(String text) {
        StringBuilder ids = new StringBuilder();
        door.get(JOBS + "?text=" + text)
                .is(200)
                .json()
                .path("jobs")
                .forEach(job -> ids.append(job.path("id").asText()));
        return ids.toString();
    }

    @Test
    void consumersGetWhatTheyWorkOnAndResultsAreHiddenToo() {
        JsonNode claimed = door.post("/api/v1/queues/task_queue/claim", "")
                .is(200)
                .json()
                .path("jobs")
                .path(0);
        assertThat(claimed.path("payload").path("password").asText()).isEqualTo("needle");
        door.post("/api/v1/claims/" + claimed.path("token").asText() + "/complete", "{\"password\":1,\"ok\":2}")
                .is(200);
        JsonNode job = door.get(JOBS + "/j1").is(200).json();
        assertThat(job.path("result").toString()).isEqualTo("{\"password\":\"***\",\"ok\":2}");
        JsonNode result = door.get("/status/j1").is(200).json();
        assertThat(result.path("data").toString()).isEqualTo("{\"password\":\"***\",\"ok\":2}");
        assertThat(result.path("redacted").asBoolean()).isTrue();
    }
}
