package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.model.JobType;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Walks the whole table against the running door: what the document promises is what clients get. */
@WithRedis
class EveryRouteTest {
    private static final JobType<String, String> TYPE = JobType.of("t", String.class, String.class);

    private final Set<String> seen = new TreeSet<>();
    private OpenDoor door;
    private JsonNode document;

    @BeforeEach
    void open(RedisUri redis) {
        door = OpenDoor.on(redis, settings -> settings.withLimits(HttpLimits.defaults()));
        document = door.get("/openapi.json").is(200).json();
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void everyDocumentedAnswerOfEveryRouteIsGivenAsDocumented(TestBaton test, RawRedis redis) {
        walkQueuesAndEnqueues();
        walkJobs(test, redis);
        walkClaims();
        walkSmallSystems();
        walkEvents();
        for (String path : List.of("/healthz", "/readyz", "/metrics", "/openapi.json")) {
            get(path, path, 200);
        }

        assertThat(seen).isEqualTo(documented());
    }

    @Test
    void theDocumentListsEveryRoute() {
        assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
        for (Route route : door.door().routes()) {
            JsonNode operation = document.path("paths")
                    .path(route.path())
                    .path(route.method().toLowerCase());
            assertThat(operation.path("summary").asText()).as(route.path()).isNotEmpty();
            for (Route.Parameter parameter : route.parameters()) {
                assertThat(operation.path("parameters").findValuesAsText("name"))
                        .contains(parameter.name());
            }
        }
    }

    @Test
    void everyPathParameterIsDocumented() {
        for (Route route : door.door().routes()) {
            for (String part : route.path().split("/")) {
                if (part.startsWith("{")) {
                    assertThat(route.parameters())
                            .as(route.path())
                            .anyMatch(parameter -> ("{" + parameter.name() + "}").equals(part));
                }
            }
        }
    }

    private void walkQueuesAndEnqueues() {
        String jobs = "/api/v1/queues/{queue}/jobs";
        String large = "\"" + "x".repeat(1 << 20) + "\"";
        post(jobs, "/api/v1/queues/q/jobs", "{\"type\":\"t\",\"payload\":1,\"id\":\"a\"}", 201);
        post(jobs, "/api/v1/queues/q/jobs", "{\"type\":\"t\",\"payload\":1,\"id\":\"a\"}", 200);
        post(jobs, "/api/v1/queues/q/jobs", "{\"jobs\":[{\"type\":\"t\",\"payload\":{\"b\":[1]}}]}", 200);
        post(jobs, "/api/v1/queues/q/jobs", "{\"type\":\"t\",\"payload\":2,\"id\":\"a\"}", 409);
        post(jobs, "/api/v1/queues/q/jobs", "{\"type\":\"t\",\"payload\":" + large + "}", 413);
        get("/api/v1/queues", "/api/v1/queues", 200);
        get("/api/v1/queues/{queue}", "/api/v1/queues/q", 200);
        get("/api/v1/queues/{queue}", "/api/v1/queues/never", 404);
        get(jobs, "/api/v1/queues/q/jobs", 200);
        get("/api/v1/overview", "/api/v1/overview", 200);
        get("/api/v1/overview", "/api/v1/overview?queue=q", 200);
        get("/api/v1/overview", "/api/v1/overview?queue=never", 404);
        post("/api/v1/queues/{queue}/pause", "/api/v1/queues/q/pause", "", 200);
        post("/api/v1/queues/{queue}/resume", "/api/v1/queues/q/resume", "", 200);
    }

    private void walkJobs(TestBaton test, RawRedis redis) {
        String job = "/api/v1/queues/{queue}/jobs/{id}";
        test.seed("j", TYPE, "x", options -> options.id("dead")).dead(new IllegalStateException("no ink"));
        test.seed("j", TYPE, "x", options -> options.id("forgotten")).dead(new IllegalStateException("no ink"));
        redis.call("DEL", "baton:{j}:job:forgotten");
        test.seed("j", TYPE, "x", options -> options.id("done")).done("fine");
        test.seed("j", TYPE, "x", options -> options.id("running")).inProgress(test.worker("j", "w"));
        test.seed("j", TYPE, "x", options -> options.id("waiting")).pending();
        get(job, "/api/v1/queues/j/jobs/dead", 200);
        JsonNode worker = get("/api/v1/queues/{queue}/workers", "/api/v1/queues/j/workers", 200)
                .path("workers")
                .get(0);
        assertThat(worker.path("jobs").get(0).path("id").asText()).isEqualTo("running");
        assertThat(worker.path("live").asBoolean()).isTrue();
        get(job, "/api/v1/queues/j/jobs/done", 200);
        get(job, "/api/v1/queues/j/jobs/none", 404);
        get(job + "/why", "/api/v1/queues/j/jobs/waiting/why", 200);
        get(job + "/why", "/api/v1/queues/j/jobs/running/why", 200);
        get(job + "/why", "/api/v1/queues/j/jobs/none/why", 404);
        JsonNode group = get("/api/v1/queues/{queue}/dead", "/api/v1/queues/j/dead", 200)
                .path("groups")
                .get(0);
        assertThat(group.path("error").asText()).isEqualTo("java.lang.IllegalStateException");
        walkDeletions(test, job);
        walkOperations();
        post(job + "/cancel", "/api/v1/queues/j/jobs/waiting/cancel", "", 200);
        post(job + "/cancel", "/api/v1/queues/j/jobs/running/cancel", "", 202);
        post(job + "/cancel", "/api/v1/queues/j/jobs/done/cancel", "", 409);
        post(job + "/cancel", "/api/v1/queues/j/jobs/none/cancel", "", 404);
        post(job + "/retry", "/api/v1/queues/j/jobs/dead/retry", "", 200);
        post(job + "/retry", "/api/v1/queues/j/jobs/done/retry", "", 409);
        post(job + "/retry", "/api/v1/queues/j/jobs/forgotten/retry", "", 410);
        post(job + "/retry", "/api/v1/queues/j/jobs/none/retry", "", 404);
    }

    private void walkDeletions(TestBaton test, String job) {
        test.seed("j", TYPE, "x", options -> options.id("old")).done("fine");
        delete(job, "/api/v1/queues/j/jobs/old", 200);
        delete(job, "/api/v1/queues/j/jobs/old", 410);
        delete(job, "/api/v1/queues/j/jobs/waiting", 409);
        delete(job, "/api/v1/queues/j/jobs/none", 404);
    }

    private void walkOperations() {
        String bulk = "/api/v1/queues/{queue}/bulk";
        String one = "/api/v1/operations/{operation}";
        door.post("/api/v1/queues/j/jobs", "{\"type\":\"t\",\"payload\":1,\"tags\":[\"gone\"]}")
                .is(201);
        String id = post(bulk, "/api/v1/queues/j/bulk", "{\"action\":\"cancel\",\"tag\":\"gone\"}", 202)
                .path("operation")
                .asText();
        get("/api/v1/operations", "/api/v1/operations", 200);
        get(one, "/api/v1/operations/" + id, 200);
        get(one, "/api/v1/operations/none", 404);
        post(one + "/stop", "/api/v1/operations/" + id + "/stop", "", 200);
        post(one + "/stop", "/api/v1/operations/none/stop", "", 404);
    }

    private void walkClaims() {
        String claim = "/api/v1/queues/{queue}/claim";
        String end = "/api/v1/claims/{token}/";
        door.post("/api/v1/queues/c/jobs", "{\"type\":\"t\",\"payload\":1}").is(201);
        String token = post(claim, "/api/v1/queues/c/claim?max=2", "", 200)
                .path("jobs")
                .get(0)
                .path("token")
                .asText();
        post(claim, "/api/v1/queues/c/claim", "", 204);
        post(end + "extend", "/api/v1/claims/" + token + "/extend?lease=2s", "", 200);
        post(end + "release", "/api/v1/claims/" + token + "/release", "", 200);
        String again = post(claim, "/api/v1/queues/c/claim", "", 200)
                .path("jobs")
                .get(0)
                .path("token")
                .asText();
        post(end + "complete", "/api/v1/claims/" + again + "/complete", "\"" + "x".repeat(1 << 20) + "\"", 413);
        post(end + "complete", "/api/v1/claims/" + again + "/complete", "{\"n\":1}", 200);
        for (String verb : List.of("complete", "extend", "release", "fail")) {
            post(end + verb, "/api/v1/claims/c~none~0~1/" + verb, "", 409);
        }
        door.post("/api/v1/queues/c/jobs", "{\"type\":\"t\",\"payload\":1}").is(201);
        String last = post(claim, "/api/v1/queues/c/claim", "", 200)
                .path("jobs")
                .get(0)
                .path("token")
                .asText();
        post(
                end + "fail",
                "/api/v1/claims/" + last + "/fail",
                "{\"error\":\"e\",\"message\":\"m\",\"retry\":false}",
                200);
    }

    /** Answers without end, so that only their beginning is looked at. */
    private void walkEvents() {
        String events = "/api/v1/queues/{queue}/events";
        door.send("HEAD", "/api/v1/queues/q/events", "", Map.of()).is(200);
        Feed.of(door, "/api/v1/queues/q/events").close();
        seen.add("get " + events + " 200");
        try (Wire wire = new Wire(door.port())) {
            wire.send("GET /api/v1/queues/q/events HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(wire.until("\r\n\r\n")).startsWith("HTTP/1.1 101");
        }
        seen.add("get " + events + " 101");
        get(events, "/api/v1/queues/never/events", 404);
    }

    private void walkSmallSystems() {
        String large = "\"" + "x".repeat(1 << 20) + "\"";
        String id = post("/tasks", "/tasks", "{\"a\":1}", 201).path("taskID").asText();
        post("/tasks", "/tasks", large, 413);
        get("/tasks/{id}/status", "/tasks/" + id + "/status", 200);
        get("/tasks/{id}/status", "/tasks/none/status", 404);
        post("/submit", "/submit", "{\"type\":\"t\",\"payload\":1,\"id\":\"s\"}", 200);
        post("/submit", "/submit", "{\"type\":\"t\",\"payload\":2,\"id\":\"s\"}", 409);
        post("/submit", "/submit", "{\"type\":\"t\",\"payload\":" + large + "}", 413);
        get("/status/{id}", "/status/" + id, 200);
        get("/stats", "/stats", 200);
    }

    private JsonNode get(String template, String path, int status) {
        door.send("HEAD", path, "", Map.of()).is(status);
        return check("get", template, door.get(path), status);
    }

    private JsonNode post(String template, String path, String body, int status) {
        return check("post", template, door.post(path, body), status);
    }

    private JsonNode delete(String template, String path, int status) {
        return check("delete", template, door.send("DELETE", path, "", Map.of()), status);
    }

    private JsonNode check(String method, String template, Answer answer, int status) {
        JsonNode response = document.path("paths")
                .path(template)
                .path(method)
                .path("responses")
                .path(Integer.toString(status));
        assertThat(answer.status()).as(template + ": " + answer.text()).isEqualTo(status);
        assertThat(response.isMissingNode())
                .as(template + " documents " + status)
                .isFalse();
        seen.add(method + " " + template + " " + status);
        if (status == 204) {
            assertThat(answer.body()).isEmpty();
            return document;
        }
        String mediaType = response.path("content").fieldNames().next();
        assertThat(answer.mediaType()).as(template).isEqualToIgnoringCase(mediaType);
        if (!mediaType.endsWith("json")) {
            return document;
        }
        if (status >= 400) {
            answer.isProblem(status);
        } else {
            JsonNode schema = response.path("content").path(mediaType).path("schema");
            assertThat(SchemaCheck.faults(template, answer.json(), schema)).isEmpty();
        }
        return answer.json();
    }

    private Set<String> documented() {
        Set<String> all = new TreeSet<>();
        for (Route route : door.door().routes()) {
            String name = route.method().toLowerCase() + " " + route.path() + " ";
            route.answers().forEach(answer -> all.add(name + answer.status()));
            route.problems().forEach(status -> all.add(name + status));
        }
        return all;
    }
}
