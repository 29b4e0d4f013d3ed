package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.model.JobType;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Consumers that speak HTTP: claims, long polls, and what becomes of clients that leave. */
@WithRedis
class ClaimingTest {
    /** Of their own: a connection that was waited on is closed behind its answer, and nobody else shall meet that. */
    private final HttpClient polls = HttpClient.newHttpClient();

    private OpenDoor door;

    @BeforeEach
    void open(RedisUri redis) {
        // So short an idle time-out would cut off every long poll, if it counted for them.
        door = OpenDoor.on(
                redis,
                settings -> settings.withLimits(
                        HttpLimits.defaults().withTimes(Duration.ofMillis(400), Duration.ofMillis(1500))));
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void aJobGoesFromAnEnqueueThroughAClaimToItsResult() {
        enqueue("a", "{\"type\":\"mail\",\"payload\":{\"to\":\"ada\",\"n\":1.50},\"tags\":[\"x\"],\"id\":\"j1\"}");

        JsonNode job = claim("a?lease=30").path("jobs").get(0);
        assertThat(job.path("id").asText()).isEqualTo("j1");
        assertThat(job.path("type").asText()).isEqualTo("mail");
        assertThat(job.path("payload").toString()).isEqualTo("{\"to\":\"ada\",\"n\":1.5}");
        assertThat(job.path("attempt").asInt()).isEqualTo(1);
        assertThat(job.path("tags").get(0).asText()).isEqualTo("x");
        assertThat(job.path("lease_ms").asInt()).isEqualTo(30_000);
        end(job, "complete", "{\"sent\":true}").is(200);

        JsonNode done = door.get("/api/v1/queues/a/jobs/j1").is(200).json();
        assertThat(done.path("status").asText()).isEqualTo("done");
        assertThat(done.path("result").toString()).isEqualTo("{\"sent\":true}");
        assertThat(done.path("timeline").get(0).path("event").asText()).isEqualTo("enqueued");
        assertThat(done.path("timeline").get(1).path("event").asText()).isEqualTo("done");
    }

    @Test
    void anEndThatIsRepeatedIsToldSoAndOneOfAnotherHandIsRefused() {
        enqueue("a", "{\"type\":\"t\",\"payload\":1,\"id\":\"j1\"}");
        JsonNode first = claim("a").path("jobs").get(0);

        assertThat(end(first, "release", "").is(200).json().path("outcome").asText())
                .isEqualTo("done");
        JsonNode second = claim("a").path("jobs").get(0);
        Answer refused = end(first, "complete", "1").isProblem(409);
        assertThat(refused.json().path("type").asText()).isEqualTo("urn:baton:problem:not-yours");
        end(second, "complete", "1").is(200);
        assertThat(end(second, "complete", "1").is(200).json().path("outcome").asText())
                .isEqualTo("repeated");
    }

    @Test
    void aFailureIsRetriedOrBuriedAndItsStoryIsShown() {
        enqueue("a", "{\"type\":\"t\",\"payload\":1,\"id\":\"j1\"}");
        JsonNode job = claim("a").path("jobs").get(0);
        assertThat(end(job, "fail", "{\"error\":\"SMTP\",\"message\":\"no route\\n\"}")
                        .is(200)
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("retrying");

        JsonNode view = door.get("/api/v1/queues/a/jobs/j1").is(200).json();
        assertThat(view.path("failures").asInt()).isEqualTo(1);
        assertThat(view.path("attempts").get(0).path("error").asText()).isEqualTo("SMTP");
        assertThat(view.has("due_at")).isTrue();
    }

    @Test
    void aLongPollOutlastsIdleTimeoutsAndGetsTheJobThatComes() {
        CompletableFuture<HttpResponse<String>> poll = poll("a?wait=20");
        awaitWaiting();
        CompletableFuture<Void> later = CompletableFuture.runAsync(
                () -> enqueue("a", "{\"type\":\"t\",\"payload\":1}"),
                CompletableFuture.delayedExecutor(2500, java.util.concurrent.TimeUnit.MILLISECONDS));

        assertThat(poll.join().statusCode()).isEqualTo(200);
        later.join();
    }

    @Test
    void aLongPollThatEndsWithoutAJobIsNoContent() {
        assertThat(poll("a?wait=700ms").join().statusCode()).isEqualTo(204);
    }

    @Test
    void manyLongPollsHoldNoThreads() {
        List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            polls.add(poll("a?wait=20"));
        }
        // The door has 32 threads: it still answers, so they wait for nothing.
        for (int i = 0; i < 100; i++) {
            enqueue("a", "{\"type\":\"t\",\"payload\":" + i + "}");
        }

        assertThat(polls)
                .allSatisfy(poll -> assertThat(poll.join().statusCode()).isEqualTo(200));
    }

    @Test
    void aClientThatLeavesGetsNothingMore(RawRedis redis) {
        try (Wire gone = new Wire(door.port())) {
            gone.send("POST /api/v1/queues/a/claim?wait=30 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            awaitWaiting();
        }
        awaitCounted(204);
        enqueue("a", "{\"type\":\"t\",\"payload\":1,\"id\":\"j1\"}");

        assertThat(redis.text("GET", "baton:{a}:job:j1:status")).isEqualTo("pending");
        assertThat(claim("a").path("jobs").get(0).path("attempt").asInt()).isEqualTo(1);
    }

    @Test
    void claimsThatWaitEndWhenTheDoorCloses() {
        CompletableFuture<HttpResponse<String>> poll = poll("a?wait=30");
        awaitWaiting();

        door.door().close();

        assertThat(poll.join().statusCode()).isEqualTo(204);
    }

    @Test
    void whoeverSendsHisRequestByteByByteIsClosed(RedisUri redis) {
        HttpLimits limits = HttpLimits.defaults().withTimes(Duration.ofSeconds(5), Duration.ofSeconds(1));
        try (OpenDoor other = OpenDoor.on(redis, settings -> settings.withLimits(limits));
                Wire slow = new Wire(other.port())) {
            slow.send(
                    "POST /tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n");
            CompletableFuture<Void> drip = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 60; i++) {
                    slow.send(" ");
                    java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
                }
            });

            assertThat(slow.rest()).doesNotContain("201");
            assertThat(drip).isNotDone();
        }
    }

    @Test
    void clientsThatDoNotReadTheirAnswersHoldNoThreads(TestBaton test) {
        JobType<String, String> type = JobType.of("t", String.class, String.class);
        String large = "x".repeat(1_000_000);
        test.seed("a", type, large, options -> options.id("large")).done(large);
        List<Wire> lazy = new ArrayList<>();
        try {
            // More than the door has threads.
            for (int i = 0; i < 60; i++) {
                Wire wire = new Wire(door.port());
                lazy.add(wire);
                for (int n = 0; n < 4; n++) {
                    wire.send("GET /api/v1/queues/a/jobs/large HTTP/1.1\r\nHost: localhost\r\n\r\n");
                }
            }
            await().until(() -> counted("/api/v1/queues/{queue}/jobs/{id}") > 0);

            assertThat(door.get("/healthz").status()).isEqualTo(200);
            assertThat(counted("/api/v1/queues/{queue}/jobs/{id}")).isLessThan(240);
        } finally {
            lazy.forEach(Wire::close);
        }
    }

    private int counted(String route) {
        String sample = "baton_http_request_seconds_count{route=\"" + route + "\"} ";
        String text = door.get("/metrics").text();
        int at = text.indexOf(sample);
        return at < 0 ? 0 : Integer.parseInt(text.substring(at + sample.length(), text.indexOf('\n', at)));
    }

    /** A claim that waits is one request that is not counted yet; the door answers others meanwhile. */
    private void awaitWaiting() {
        await().pollDelay(Duration.ofMillis(300))
                .until(() -> door.get("/healthz").status() == 200);
    }

    private void awaitCounted(int status) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> door.get("/metrics")
                        .text()
                        .contains(
                                "route=\"/api/v1/queues/{queue}/claim\",method=\"POST\",status=\"" + status + "\"} 1"));
    }

    private CompletableFuture<HttpResponse<String>> poll(String path) {
        return polls.sendAsync(
                HttpRequest.newBuilder(door.uri("/api/v1/queues/" + path.replace("?", "/claim?")))
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private void enqueue(String queue, String job) {
        door.post("/api/v1/queues/" + queue + "/jobs", job).is(201);
    }

    private JsonNode claim(String path) {
        String full = path.contains("?") ? path.replace("?", "/claim?") : path + "/claim";
        return door.post("/api/v1/queues/" + full, "").is(200).json();
    }

    private Answer end(JsonNode job, String verb, String body) {
        return door.post("/api/v1/claims/" + job.path("token").asText() + "/" + verb, body);
    }
}
