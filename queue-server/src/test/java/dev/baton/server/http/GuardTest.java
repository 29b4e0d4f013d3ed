package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps strangers' pages and too eager clients out, and what is written down. */
@WithRedis
class GuardTest {
    private OpenDoor door;

    @BeforeEach
    void open(RedisUri redis) {
        door = OpenDoor.on(redis, settings -> settings.withHosts(Set.of("jobs.example.com")));
    }

    @AfterEach
    void close() {
        door.close();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST, 200",
        "localhost:1234, 200",
        "app.localhost, 200",
        "127.0.0.1, 200",
        "127.9.9.9:80, 200",
        "[::1]:80, 200",
        "jobs.example.com, 200",
        "evil.example.com, 421",
        "127.0.0.1.evil.com, 421",
        "localhost.evil.com, 421",
        "10.0.0.1, 421"
    })
    void onlyKnownHostsAreAnswered(String host, int status) {
        assertThat(Wire.say(door.port(), "GET /stats HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status);
    }

    @Test
    void probesMayComeByAnyName() {
        assertThat(Wire.say(door.port(), "GET /readyz HTTP/1.1\r\nHost: 10.1.2.3\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, http://evil.example.com, 403",
        "Origin, null, 403",
        "Origin, http://localhost:1, 403",
        "Origin, http://localhost, 201",
        "Sec-Fetch-Site, cross-site, 403",
        "Sec-Fetch-Site, same-site, 403",
        "Sec-Fetch-Site, same-origin, 201",
        "Sec-Fetch-Site, none, 201"
    })
    void pagesOfOthersChangeNothing(String header, String value, int status) {
        String request = "POST /tasks HTTP/1.1\r\nHost: localhost\r\n" + header + ": " + value
                + "\r\nContent-Type: text/plain\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx";

        assertThat(Wire.say(door.port(), request)).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void pagesOfOthersMayNotEvenAskWhetherTheyMay() {
        Answer answer = door.send("OPTIONS", "/tasks", "", Map.of("Access-Control-Request-Method", "POST"));

        assertThat(answer.isProblem(405).header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void everyAnswerTellsBrowsersToRunNothing() {
        for (String path : new String[] {"/healthz", "/nothing", "/metrics"}) {
            Answer answer = door.get(path);
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("default-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe-inline");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.header("Server")).isEmpty();
        }
    }

    @Test
    void whoeverSendsTooMuchIsToldWhenToComeAgain(RedisUri redis) {
        try (OpenDoor slow = OpenDoor.on(
                redis, settings -> settings.withLimits(HttpLimits.defaults().withRates(1, 1000)))) {
            slow.get("/stats").is(200);
            slow.get("/stats").is(200);
            assertThat(slow.get("/stats").isProblem(429).header("Retry-After")).isEqualTo("1");
        }
        try (OpenDoor slow = OpenDoor.on(
                redis, settings -> settings.withLimits(HttpLimits.defaults().withRates(1000, 1)))) {
            slow.get("/nothing").isProblem(404);
            slow.get("/nothing").isProblem(404);
            slow.get("/healthz").isProblem(429);
        }
    }

    @Test
    void whatChangesSomethingIsWrittenDownOnOneLine() {
        try (AuditLines log = new AuditLines()) {
            door.post("/api/v1/queues/q/jobs", "{\"type\":\"t\",\"payload\":\"secret\",\"id\":\"a\"}")
                    .is(201);
            door.post("/api/v1/queues/q/jobs/a/cancel", "").is(200);
            door.post("/api/v1/queues/q%E2%80%A8x/pause", "").isProblem(400);
            door.send("POST", "/tasks", "x", Map.of("Sec-Fetch-Site", "cross-site", "Content-Type", "text/plain"))
                    .isProblem(403);
            door.get("/stats").is(200);
            assertThat(log.all())
                    .containsExactly(
                            "who=local from=127.0.0.1 did=enqueue queue=q about=a outcome=201",
                            "who=local from=127.0.0.1 did=cancel queue=q about=a outcome=200",
                            "who=local from=127.0.0.1 did=pause queue=q\\u2028x about=- outcome=400",
                            "who=- from=127.0.0.1 did=enqueue queue=- about=- outcome=403 urn:baton:problem:forbidden");
        }
    }
}
