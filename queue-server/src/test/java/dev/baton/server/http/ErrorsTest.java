package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.testkit.Direction;
import dev.baton.testkit.FaultProxy;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error is a problem of RFC 9457, Jetty's own ones too. */
@WithRedis
class ErrorsTest {
    private static final String JSON = "Content-Type: application/json\r\n";

    private OpenDoor door;

    @BeforeEach
    void open(RedisUri redis) {
        door = OpenDoor.on(redis);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /healthz HTTP/1.1 | 400",
                "GARBAGE | 400",
                "GET /healthz HTTP/3.7 | 505",
                "GET /api/v1/queues/a%2Fb HTTP/1.1 | 400",
                "GET /api/v1/queues/%zz HTTP/1.1 | 400",
                "GET /../../etc/passwd HTTP/1.1 | 400",
            })
    void jettysOwnErrorsAreProblems(String line, int status) {
        String host = line.equals("GET /healthz HTTP/1.1") ? "" : "Host: localhost\r\n";

        problem(Wire.say(door.port(), line + "\r\n" + host + "Connection: close\r\n\r\n"), status);
    }

    @Test
    void headersThatAreTooLargeAreAProblem() {
        String large = "X-Large: " + "x".repeat(9000) + "\r\n";

        problem(Wire.say(door.port(), "GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + large + "\r\n"), 431);
    }

    @Test
    void anAddressThatIsTooLongIsAProblem() {
        problem(Wire.say(door.port(), "GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"), 414);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /nothing HTTP/1.1\r\nContent-Length: 10\r\n",
                "PUT /api/v1/queues/q HTTP/1.1\r\nContent-Length: 10\r\n",
                "POST /ui/main.js HTTP/1.1\r\nContent-Length: 10\r\n",
                "POST /api/v1/queues/q/jobs HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n",
                "POST /tasks HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n",
                "GET /healthz%00 HTTP/1.1\r\n",
                "GET /healthz /metrics HTTP/1.1\r\n"
            })
    void aConnectionThatEndsWithAnAnswerIsSaidToEnd(String head) {
        String answer = Wire.say(door.port(), head + "Host: localhost\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 4").contains("\r\nConnection: close\r\n");
    }

    @Test
    void aRefusedRequestThatWasReadLeavesTheConnectionOpen() {
        try (Wire wire = new Wire(door.port())) {
            for (String path : List.of("/nothing", "/ui/main.js", "/healthz")) {
                wire.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");
                assertThat(wire.until("}")).as(path).startsWith("HTTP/1.1 4").doesNotContain("Connection: close");
            }
        }
    }

    @Test
    void aBodyThatIsAnnouncedTooLargeIsRefusedBeforeItIsSent() {
        String request = "POST /tasks HTTP/1.1\r\nHost: localhost\r\n" + JSON + "Content-Length: 99999999\r\n\r\n";

        problem(Wire.say(door.port(), request), 413);
    }

    @Test
    void aBodyThatGrowsTooLargeInChunksIsRefused() {
        String head = "POST /tasks HTTP/1.1\r\nHost: localhost\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\n";
        String chunk = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
        try (Wire wire = new Wire(door.port())) {
            wire.send(head);
            wire.send(chunk.repeat(4) + "1\r\nx\r\n");

            problem(wire.rest(), 413);
        }
    }

    @Test
    void bodiesTakeABoundedPlaceAllTogether(RedisUri redis) {
        String head = "POST /tasks HTTP/1.1\r\nHost: localhost\r\n" + JSON + "Content-Length: 1024\r\n\r\n";
        List<Wire> wires = new ArrayList<>();
        try (OpenDoor small = OpenDoor.on(
                redis, settings -> settings.withLimits(settings.limits().withBodyBytes(1024)))) {
            // Sixteen bodies of 1 KiB have room; these send all but their last byte.
            for (int i = 0; i < 17; i++) {
                Wire wire = new Wire(small.port());
                wires.add(wire);
                wire.send(head + "1".repeat(1023));
            }
            await().until(() ->
                    small.get("/metrics").text().contains("route=\"/tasks\",method=\"POST\",status=\"503\"} 1\n"));
            wires.forEach(Wire::close);
            await().until(() ->
                    small.post("/tasks", "\"" + "1".repeat(1000) + "\"").status() == 201);
        } finally {
            wires.forEach(Wire::close);
        }
    }

    @Test
    void aChunkThatIsNoneIsAProblem() {
        String request = "POST /tasks HTTP/1.1\r\nHost: localhost\r\n" + JSON
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\nabc\r\n";

        problem(Wire.say(door.port(), request), 400);
    }

    @Test
    void unknownPathsAndMethodsAreProblemsAndTellWhatWouldBeRight() {
        door.get("/nothing").isProblem(404);
        door.get("/healthz/").isProblem(404);
        Answer wrong = door.send("DELETE", "/stats", "", Map.of()).isProblem(405);
        assertThat(wrong.header("Allow")).isEqualTo("GET, HEAD");
        assertThat(door.send("PUT", "/api/v1/queues/q/jobs", "{}", Map.of())
                        .isProblem(405)
                        .header("Allow"))
                .isEqualTo("GET, HEAD, POST");
        door.send("OPTIONS", "/tasks", "", Map.of()).isProblem(405);
        assertThat(door.send("BREW", "/tasks", "", Map.of()).status()).isBetween(400, 501);
    }

    @Test
    void whatIsNotAcceptedIsSaid() {
        door.send("GET", "/stats", "", Map.of("Accept", "text/html")).isProblem(406);
        door.send("GET", "/stats", "", Map.of("Accept", "text/html, */*;q=0.1")).is(200);
        door.send("GET", "/stats", "", Map.of("Accept", "application/*")).is(200);
        door.send("POST", "/submit", "{}", Map.of("Content-Type", "text/xml")).isProblem(415);
        door.send("POST", "/submit", "{}", Map.of()).isProblem(415);
        door.send("POST", "/submit", "{}", Map.of("Content-Type", "application/json", "Content-Encoding", "gzip"))
                .isProblem(415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"payload\":1}",
                "{\"type\":\"t\",\"payload\":1,\"typo\":1}",
                "{\"type\":\"a b\",\"payload\":1}",
                "{\"type\":\"t\",\"type\":\"u\"}",
                "{\"type\":\"t\",\"payload\":1} {}",
                "{\"type\":\"t\",\"payload\":1,\"attempts\":0}",
                "{\"type\":\"t\",\"payload\":1,\"attempts\":99999999999999}",
                "{\"type\":\"t\",\"payload\":1,\"delay_ms\":-1}",
                "{\"type\":\"t\",\"payload\":1,\"delay_ms\":\"1\"}",
                "{\"type\":\"t\",\"payload\":1,\"delay_ms\":1,\"at\":\"2030-01-01T00:00:00Z\"}",
                "{\"type\":\"t\",\"payload\":1,\"at\":\"tomorrow\"}",
                "{\"type\":\"t\",\"payload\":1,\"tags\":[\"a b\"]}",
                "{\"type\":\"t\",\"payload\":1,\"id\":7}",
                "{\"type\":\"t\",\"payload\":1e99999999999999}",
                "{\"jobs\":[]}",
                "{\"jobs\":1}",
                "{\"jobs\":[{\"type\":\"t\",\"payload\":1},{\"type\":\"\"}]}",
            })
    void jobsThatAreNoneAreRefusedWithASentenceAndNothingIsEnqueued(String body) {
        door.send("POST", "/api/v1/queues/q/jobs", body, Map.of("Content-Type", "application/json"))
                .isProblem(400);

        door.get("/api/v1/queues/q").isProblem(404);
    }

    @Test
    void jsonThatIsTooDeepOrTooLongIsRefused() {
        String deep = "[".repeat(600) + "]".repeat(600);
        door.post("/tasks", deep).isProblem(400);
        door.post("/tasks", "[".repeat(500) + "]".repeat(500)).is(201);
        door.post("/tasks", "[".repeat(501) + "]".repeat(501)).isProblem(400);
        door.post("/tasks", "[" + "1,".repeat(600_000) + "1]").isProblem(400);
        door.post("/tasks", "[" + "9".repeat(2000) + "]").isProblem(400);
    }

    @Test
    void parametersThatAreNoneAreRefused() {
        door.get("/api/v1/queues?limitt=5").isProblem(400);
        door.get("/api/v1/queues?limit=0").isProblem(400);
        door.get("/api/v1/queues?limit=1&limit=2").isProblem(400);
        door.get("/api/v1/queues/q/jobs?state=lost").isProblem(400);
        door.get("/api/v1/queues/q/jobs?cursor=xyz").isProblem(400);
        door.get("/api/v1/queues/q/jobs?since=now").isProblem(400);
        door.get("/api/v1/queues/a%20b").isProblem(400);
        door.post("/api/v1/queues/q/claim?wait=5m", "").isProblem(400);
        door.post("/api/v1/queues/q/claim?wait=61", "").isProblem(400);
        door.post("/api/v1/queues/q/claim?lease=0", "").isProblem(400);
        door.post("/api/v1/claims/none/release", "").isProblem(400);
        door.post("/api/v1/claims/q~a~0~1/fail", "{\"retry\":1}").isProblem(400);
        door.post("/api/v1/claims/q~a~0~1/fail", "[]").isProblem(400);
    }

    @Test
    void foreignTextIsShownEscaped() {
        String detail = door.get("/api/v1/queues/a%E2%80%AEb").isProblem(400).detail();

        assertThat(detail).contains("\"a\\u202eb\"");
    }

    @Test
    void anOutageOfRedisIsAProblemThatTellsWhetherAnythingWasDone(RedisUri redis) {
        try (FaultProxy wire = FaultProxy.to(redis);
                OpenDoor other = OpenDoor.impatient(new RedisUri(wire.uri()), Duration.ofMillis(500))) {
            other.get("/readyz").is(200);
            wire.blackHole(Direction.BOTH);

            assertThat(other.get("/readyz").isProblem(503).header("Retry-After"))
                    .isEqualTo("1");
            assertThat(other.post("/tasks", "1").status()).isIn(503, 504);
            other.get("/healthz").is(200);
        }
    }

    private static void problem(String response, int status) {
        assertThat(response).startsWith("HTTP/1.1 " + status + " ");
        String[] parts = response.split("\r\n\r\n", 2);
        assertThat(parts[0]).containsIgnoringCase("content-type: application/problem+json");
        assertThat(parts[0])
                .containsIgnoringCase("x-content-type-options: nosniff")
                .doesNotContain("Jetty");
        JsonNode json = Answer.parse(parts[1]);
        assertThat(json.path("status").asInt()).isEqualTo(status);
        assertThat(json.path("detail").asText()).isNotEmpty().doesNotContain("Exception", "jetty", "java.");
    }
}
