package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.JobHandle;
import dev.baton.model.JobType;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The paths of small task systems, word for word. */
@WithRedis
class SmallSystemsTest {
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

    @Test
    void aTaskIsCreatedFromAnyBodyOrNone(RawRedis redis) {
        assertThat(payloadOf(door.post("/tasks", ""), redis)).contains("\"payload\":null");
        assertThat(payloadOf(door.post("/tasks", "{\"a\":[1]}"), redis)).contains("\"payload\":{\"a\":[1]}");
        assertThat(payloadOf(plain("text/plain", "1"), redis)).contains("\"payload\":\"1\"");
        assertThat(payloadOf(plain("application/x-www-form-urlencoded", "{\"a\":1}"), redis))
                .contains("\"payload\":{\"a\":1}");
        assertThat(payloadOf(plain("application/x-www-form-urlencoded", "hello"), redis))
                .contains("\"payload\":\"hello\"");
        assertThat(payloadOf(door.send("POST", "/tasks", "hello", Map.of()), redis))
                .contains("\"payload\":\"hello\"");
        assertThat(redis.number("LLEN", "baton:{task_queue}:pending")).isEqualTo(6);
    }

    @Test
    void aPayloadOfHalfACharacterComesBackAsItWas() {
        String id = door.post("/tasks", "\"a\\ud800b\"")
                .is(201)
                .json()
                .path("taskID")
                .asText();

        assertThat(door.get("/api/v1/queues/task_queue/jobs/" + id).is(200).text())
                .contains("\"payload\":\"a\\uD800b\"");
    }

    @Test
    void theStatusOfATaskIsAWord() {
        String id = door.post("/tasks", "").json().path("taskID").asText();

        assertThat(door.get("/tasks/" + id + "/status").is(200).text()).isEqualTo("{\"status\":\"pending\"}");
        door.get("/tasks/unknown/status").isProblem(404);
    }

    @Test
    void aTaskIsSubmittedWithOrWithoutAnId() {
        assertThat(door.post("/submit", "{\"id\":\"t1\",\"type\":\"t\",\"payload\":{\"x\":1}}")
                        .is(200)
                        .text())
                .isEqualTo("{\"message\":\"Task submitted successfully\",\"task_id\":\"t1\",\"status\":\"pending\"}");
        door.post("/submit", "{\"id\":\"t1\",\"type\":\"t\",\"payload\":{\"x\":1}}")
                .is(200);
        door.post("/submit", "{\"id\":\"t1\",\"type\":\"t\",\"payload\":2}").isProblem(409);
        assertThat(door.post("/submit", "{\"type\":\"t\",\"payload\":1}")
                        .is(200)
                        .json()
                        .path("task_id")
                        .asText())
                .isNotEmpty();
        door.post("/submit", "{\"payload\":1}").isProblem(400);
        door.post("/submit", "[]").isProblem(400);
        door.post("/submit", "{\"type\":\"t\",\"delay_ms\":1}").isProblem(400);
    }

    @Test
    void theResultOfATaskIsToldWhenItHasEnded(TestBaton test) {
        JobHandle<String> done = test.seed("task_queue", TYPE, "x").done("fine");
        JobHandle<String> dead = test.seed("task_queue", TYPE, "x").dead(new IllegalStateException("no ink"));
        JobHandle<String> waiting = test.seed("task_queue", TYPE, "x").pending();

        JsonNode success = door.get("/status/" + done.id()).is(200).json();
        assertThat(success.path("success").booleanValue()).isTrue();
        assertThat(success.path("data").asText()).isEqualTo("fine");
        Instant.parse(success.path("processed_at").asText());
        JsonNode failure = door.get("/status/" + dead.id()).is(200).json();
        assertThat(failure.path("success").isBoolean()).isTrue();
        assertThat(failure.path("success").booleanValue()).isFalse();
        assertThat(failure.path("error").asText()).contains("no ink");
        assertThat(door.get("/status/" + waiting.id()).is(200).text())
                .isEqualTo("{\"task_id\":\"" + waiting.id() + "\",\"status\":\"pending or not found\"}");
        assertThat(door.get("/status/unknown").is(200).text())
                .isEqualTo("{\"task_id\":\"unknown\",\"status\":\"pending or not found\"}");
        assertThat(door.get("/stats").is(200).text())
                .isEqualTo("{\"total_processed\":2,\"successful\":1,\"failed\":1,\"queue_length\":1}");
    }

    @Test
    void whenATaskEndedIsToldOfTasksWithoutAResultToo(TestBaton test) {
        JobHandle<String> done = test.seed("task_queue", TYPE, "x").done(null);

        JsonNode success = door.get("/status/" + done.id()).is(200).json();
        assertThat(success.path("data").isNull()).isTrue();
        Instant.parse(success.path("processed_at").asText());
    }

    @Test
    void anotherQueueAndTypeMayBeTheDefault(RedisUri redis, RawRedis raw) {
        try (OpenDoor other =
                OpenDoor.on(redis, settings -> settings.withQueue("mine").withType("work"))) {
            String id = other.post("/tasks", "1").json().path("taskID").asText();
            assertThat(raw.text("GET", "baton:{mine}:job:" + id)).contains("\"type\":\"work\"");
        }
    }

    private Answer plain(String mediaType, String body) {
        return door.send("POST", "/tasks", body, Map.of("Content-Type", mediaType));
    }

    private static String payloadOf(Answer answer, RawRedis redis) {
        String id = answer.is(201).json().path("taskID").asText();
        return String.valueOf(redis.text("GET", "baton:{task_queue}:job:" + id));
    }
}
