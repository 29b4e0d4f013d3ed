package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the enqueue by HTTP writes, and how often. */
@WithRedis
class EnqueueingTest {
    private static final String JOBS = "/api/v1/queues/q/jobs";

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
    void everyOptionReachesTheRecord(RawRedis redis) {
        Answer answer = door.post(
                        JOBS,
                        "{\"type\":\"t\",\"payload\":{\"big\":12345678901234567890,\"exact\":1.500},\"id\":\"a\",\"delay_ms\":60000,"
                                + "\"attempts\":3,\"timeout_ms\":5000,\"deadline_ms\":90000,\"tags\":[\"x\",\"y\"]}")
                .is(201);
        assertThat(answer.header("Location")).isEqualTo(JOBS + "/a");
        assertThat(answer.json().path("status").asText()).isEqualTo("scheduled");

        assertThat(redis.text("GET", "baton:{q}:job:a"))
                .contains("\"payload\":{\"big\":12345678901234567890,\"exact\":1.500}")
                .contains(
                        "\"attempts\":3",
                        "\"timeoutMillis\":5000",
                        "\"deadlineMillis\":90000",
                        "\"tags\":[\"x\",\"y\"]");
    }

    @Test
    void aRepeatedKeyMakesOneJobAndAnotherContentIsRefused() {
        Map<String, String> headers = Map.of("Content-Type", "application/json", "Idempotency-Key", "order/42");
        JsonNode first = door.send("POST", JOBS, "{\"type\":\"t\",\"payload\":1}", headers)
                .is(201)
                .json();
        JsonNode second = door.send("POST", JOBS, "{\"type\":\"t\",\"payload\":1}", headers)
                .is(200)
                .json();

        assertThat(first.path("id").asText())
                .matches("idem-[0-9a-f]{32}")
                .isEqualTo(second.path("id").asText());
        assertThat(second.path("outcome").asText()).isEqualTo("exists");
        Answer other = door.send("POST", JOBS, "{\"type\":\"t\",\"payload\":2}", headers)
                .isProblem(409);
        assertThat(other.json().path("id").asText()).isEqualTo(first.path("id").asText());
        door.send("POST", JOBS, "{\"type\":\"t\",\"payload\":1,\"id\":\"x\"}", headers)
                .isProblem(400);
        door.send(
                        "POST",
                        JOBS,
                        "{\"type\":\"t\",\"payload\":1}",
                        Map.of("Content-Type", "application/json", "Idempotency-Key", "a b"))
                .isProblem(400);
    }

    @Test
    void manyJobsAreAnsweredOneByOneInOrder(RawRedis redis) {
        door.post(JOBS, "{\"type\":\"t\",\"payload\":1,\"id\":\"b\"}").is(201);

        JsonNode jobs = door.post(
                        JOBS,
                        "{\"jobs\":[{\"type\":\"t\",\"payload\":1,\"id\":\"a\"},{\"type\":\"t\",\"payload\":1,\"id\":\"b\"},"
                                + "{\"type\":\"u\",\"payload\":2,\"id\":\"b\"},{\"type\":\"u\",\"payload\":3}]}")
                .is(200)
                .json()
                .path("jobs");

        assertThat(jobs.findValuesAsText("outcome")).containsExactly("created", "exists", "other-content", "created");
        assertThat(redis.number("LLEN", "baton:{q}:pending")).isEqualTo(3);
    }

    @Test
    void aRepeatedBatchWithAKeyMakesNoSecondJob(RawRedis redis) {
        Map<String, String> headers = Map.of("Content-Type", "application/json", "Idempotency-Key", "k");
        StringBuilder body = new StringBuilder("{\"jobs\":[");
        for (int i = 0; i < 1000; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"type\":\"t\",\"payload\":")
                    .append(i)
                    .append('}');
        }
        body.append("]}");
        for (int i = 0; i < 2; i++) {
            assertThat(door.send("POST", JOBS, body.toString(), headers)
                            .is(200)
                            .json()
                            .path("jobs"))
                    .hasSize(1000);
        }

        assertThat(redis.number("LLEN", "baton:{q}:pending")).isEqualTo(1000);
        body.setLength(body.length() - 2);
        door.post(JOBS, body + ",{\"type\":\"t\",\"payload\":1}]}").isProblem(400);
    }
}
