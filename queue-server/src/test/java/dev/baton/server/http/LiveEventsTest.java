package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.baton.embedded.RedisServer;
import dev.baton.server.http.Feed.Event;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Live events by server-sent events. */
@WithRedis
class LiveEventsTest {
    private static final String EVENTS = "/api/v1/queues/q/events";
    private static final int BATCH = 1_000;

    private OpenDoor door;

    @BeforeEach
    void open(RedisUri redis) {
        door = OpenDoor.on(redis);
        enqueue("first");
    }

    @AfterEach
    void close() {
        door.close();
    }

    private void enqueue(String... ids) {
        for (String id : ids) {
            door.post("/api/v1/queues/q/jobs", "{\"type\":\"t\",\"payload\":1,\"id\":\"" + id + "\"}")
                    .is(201);
        }
    }

    private void enqueueBatch(String prefix) {
        ArrayNode jobs = Json.array();
        for (int i = 0; i < BATCH; i++) {
            jobs.add(Json.object().put("type", "t").put("payload", 1).put("id", prefix + i));
        }
        door.post("/api/v1/queues/q/jobs", Json.object().set("jobs", jobs).toString())
                .is(200);
    }

    private int listeners() {
        for (String line : door.get("/metrics").text().split("\n")) {
            if (line.startsWith("baton_live_listeners ")) {
                return Integer.parseInt(line.substring("baton_live_listeners ".length()));
            }
        }
        throw new AssertionError("no such figure");
    }

    @Test
    void theWholeWayOfAJobIsToldAsItHappens() {
        Instant before = Instant.now().minusSeconds(60);
        try (Feed feed = Feed.of(door, EVENTS)) {
            enqueue("a");
            Event event = feed.next();
            assertThat(event.name()).isEqualTo("job");
            assertThat(event.data().path("queue").asText()).isEqualTo("q");
            assertThat(event.data().path("id").asText()).isEqualTo("a");
            assertThat(event.data().path("status").asText()).isEqualTo("pending");
            assertThat(Instant.parse(event.data().path("at").asText())).isAfter(before);
            assertThat(event.data()).hasSize(4);
            assertThat(event.fields().get("id")).matches("\\d+-\\d+");

            JsonNode jobs = door.post("/api/v1/queues/q/claim?max=2", "").json().path("jobs");
            assertThat(feed.words(2)).containsExactly("first in-progress", "a in-progress");
            String token = jobs.get(1).path("token").asText();
            door.post("/api/v1/claims/" + token + "/complete", "").is(200);
            assertThat(feed.next().words()).isEqualTo("a done");
            door.post("/api/v1/queues/q/pause", "").is(200);
            Event paused = feed.next();
            assertThat(paused.name()).isEqualTo("queue");
            assertThat(paused.words()).isEqualTo("paused");
            door.post("/api/v1/queues/q/resume", "").is(200);
            assertThat(feed.next().words()).isEqualTo("resumed");
            assertThat(feed.header("Cache-Control")).contains("no-store");
            assertThat(feed.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }

    @Test
    void whoComesBackIsToldWhatHappenedMeanwhile() {
        String last;
        try (Feed feed = Feed.of(door, EVENTS)) {
            enqueue("a");
            feed.next();
            last = feed.lastId();
        }
        enqueue("b", "c");
        try (Feed feed = Feed.of(door, EVENTS, "Last-Event-ID", last)) {
            assertThat(feed.words(2)).containsExactly("b pending", "c pending");
            enqueue("d");
            assertThat(feed.next().words()).isEqualTo("d pending");
        }
        // A browser keeps the address with which it began: what it has heard last counts more.
        try (Feed feed = Feed.of(door, EVENTS + "?after=" + last);
                Feed both = Feed.of(door, EVENTS + "?after=1-0", "Last-Event-ID", last)) {
            assertThat(feed.words(3)).containsExactly("b pending", "c pending", "d pending");
            assertThat(both.words(3)).containsExactly("b pending", "c pending", "d pending");
        }
    }

    @Test
    void whereSomethingMayBeMissingAGapIsTold(RawRedis redis) {
        String last;
        try (Feed feed = Feed.of(door, EVENTS)) {
            enqueue("a");
            feed.next();
            last = feed.lastId();
            redis.call("DEL", "baton:{q}:events");
            enqueue("untold");
            // It notices when it next looks, and makes another one.
            await().until(() -> Long.valueOf(1).equals(redis.call("EXISTS", "baton:{q}:events")));
            enqueue("b");
            assertThat(feed.words(2)).containsExactly("gap", "b pending");
        }
        try (Feed feed = Feed.of(door, EVENTS, "Last-Event-ID", last)) {
            Event gap = feed.next();
            assertThat(gap.name()).isEqualTo("gap");
            assertThat(gap.data()).isEqualTo(Json.object().put("queue", "q"));
            assertThat(feed.next().words()).isEqualTo("b pending");
        }
    }

    @Test
    void onlyWhatIsWantedIsTold() {
        try (Feed some = Feed.of(door, EVENTS + "?id=b,c");
                Feed ended = Feed.of(door, EVENTS + "?state=in-progress,cancelled");
                Feed one = Feed.of(door, EVENTS + "?id=b&state=cancelled")) {
            enqueue("a", "b", "c");
            door.post("/api/v1/queues/q/claim", "").is(200);
            door.post("/api/v1/queues/q/jobs/a/cancel", "").is(200);
            door.post("/api/v1/queues/q/jobs/b/cancel", "").is(200);

            assertThat(some.words(3)).containsExactly("b pending", "c pending", "b cancelled");
            assertThat(ended.words(3)).containsExactly("first in-progress", "a cancelled", "b cancelled");
            assertThat(one.next().words()).isEqualTo("b cancelled");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "?state=finished, 'The state \"finished\" is none: use'",
        "?state=, 'The state \"\" is none: use'",
        "?id=a%20b, is not allowed",
        "?after=now, 'The position \"now\" is not allowed: use that of an event'",
        "?from=1, 'The parameter \"from\" is unknown here: use id, state, after'",
        "?state=done&state=dead, stands 2 times: send it once"
    })
    void whatCannotBeMeantIsRefused(String query, String words) {
        assertThat(door.get(EVENTS + query).isProblem(400).detail()).contains(words);
    }

    @Test
    void tooManyIdsAreRefused() {
        String ids =
                String.join(",", IntStream.range(0, 101).mapToObj(i -> "j" + i).toList());
        assertThat(door.get(EVENTS + "?id=" + ids).isProblem(400).detail()).contains("names 101 of them: use 1 to 100");
        assertThat(door.send("GET", EVENTS, "", Map.of("Last-Event-ID", "x"))
                        .isProblem(400)
                        .detail())
                .contains("The position \"x\" is not allowed");
    }

    @Test
    void aQueueThatWasNeverUsedIsNotMadeByListening(RawRedis redis) {
        door.get("/api/v1/queues/never/events").isProblem(404);
        door.get("/api/v1/queues/n!/events").isProblem(400);

        assertThat(redis.call("EXISTS", "baton:{never}:meta")).isEqualTo(0L);
    }

    @Test
    void whoDoesNotTakeEventsIsToldSo() {
        door.send("GET", EVENTS, "", Map.of("Accept", "text/html")).isProblem(406);
        door.send("HEAD", EVENTS, "", Map.of()).is(200);
        await().until(() -> listeners() == 0);
    }

    @Test
    void pagesOfOthersDoNotListen() {
        door.send("GET", EVENTS, "", Map.of("Origin", "http://evil.example.com"))
                .isProblem(403);
        door.send("GET", EVENTS, "", Map.of("Sec-Fetch-Site", "cross-site")).isProblem(403);
    }

    @Test
    void manyListenersShareOneReaderWhichEndsSomeSecondsAfterTheLast(RawRedis redis) {
        List<Feed> feeds = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            feeds.add(Feed.of(door, EVENTS));
        }
        await().until(() -> String.valueOf(redis.text("INFO", "clients")).contains("blocked_clients:1\r"));
        assertThat(listeners()).isEqualTo(20);
        enqueue("a");
        feeds.forEach(feed -> assertThat(feed.next().words()).isEqualTo("a pending"));

        feeds.forEach(Feed::close);

        await().atMost(Duration.ofSeconds(5)).until(() -> listeners() == 0);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !String.valueOf(redis.text("CLIENT", "LIST")).contains("cmd=xread"));
    }

    @Test
    void whoReadsSlowlyHoldsNobodyUpAndMissesNothing() {
        int batches = 40;
        try (Wire slow = new Wire(door.port());
                Feed quick = Feed.of(door, EVENTS + "?state=cancelled")) {
            slow.send("GET " + EVENTS + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            slow.until("listening");
            for (int batch = 0; batch < batches; batch++) {
                enqueueBatch("b" + batch + "-");
            }
            door.post("/api/v1/queues/q/jobs/first/cancel", "").is(200);
            assertThat(quick.next().words()).isEqualTo("first cancelled");

            String told = slow.farUntil("\"id\":\"first\",\"status\":\"cancelled\"");

            assertThat(told.split("\"status\":\"pending\"", -1)).hasSize(batches * BATCH + 1);
            assertThat(told).doesNotContain("event: gap");
        }
    }

    @Test
    void whoReadsNothingAtAllIsLeftAndMayComeBack(RedisUri redis) {
        try (OpenDoor brief = OpenDoor.on(
                        redis,
                        settings -> settings.withLimits(
                                HttpLimits.defaults().withTimes(Duration.ofSeconds(1), Duration.ofSeconds(60))));
                Wire stuck = new Wire(brief.port())) {
            stuck.send("GET " + EVENTS + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            stuck.until("listening");
            await().until(() -> brief.get("/metrics").text().contains("baton_live_listeners 1\n"));
            int batch = 0;
            while (batch < 100 && brief.get("/metrics").text().contains("baton_live_listeners 1\n")) {
                enqueueBatch("b" + batch++ + "-");
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> brief.get("/metrics").text().contains("baton_live_listeners 0\n"));
        }
    }

    @Test
    void aLineOnWhichNothingHappensIsKeptUp(RedisUri redis) {
        try (OpenDoor brief = OpenDoor.on(
                        redis,
                        settings -> settings.withLimits(
                                HttpLimits.defaults().withTimes(Duration.ofSeconds(2), Duration.ofSeconds(60))));
                Feed feed = Feed.of(brief, EVENTS + "?id=nobody")) {
            assertThat(feed.block().fields()).containsEntry("comment", "listening");
            String before = feed.block().fields().get("id");
            enqueue("a");
            await().until(() -> {
                Event beat = feed.block();
                assertThat(beat.fields()).containsEntry("comment", "beat");
                return !Objects.equals(
                        beat.fields().get("id"), before); // it need not come back for what was not for it
            });
        }
    }

    @Test
    void theDoorEndsItsStreamsWhenItCloses() {
        try (Feed feed = Feed.of(door, EVENTS)) {
            enqueue("a");
            feed.next();
            long begin = System.nanoTime();

            door.door().close();
            feed.awaitEnd();

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void whoLeavesIsForgottenSoon() {
        Feed feed = Feed.of(door, EVENTS);
        assertThat(listeners()).isEqualTo(1);
        feed.close();
        await().atMost(Duration.ofSeconds(5)).until(() -> listeners() == 0);
    }

    @Test
    void anOutageOfRedisEndsNoStream(RedisServer server) {
        try (Feed feed = Feed.of(door, EVENTS)) {
            enqueue("a");
            feed.next();

            server.kill();
            // Not available, or no answer: whether Redis was seen to go before it was asked.
            assertThat(door.get(EVENTS).status()).isIn(503, 504);
            server.start();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> door.get("/readyz").status() == 200);

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> door.post("/api/v1/queues/q/jobs", "{\"type\":\"t\",\"payload\":1}")
                                    .status()
                            == 201);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> door.post("/api/v1/queues/q/jobs", "{\"type\":\"t\",\"payload\":1,\"id\":\"z\"}")
                                    .status()
                            <= 201);
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                door.post("/api/v1/queues/q/jobs", "{\"type\":\"t\",\"payload\":1}");
                return !feed.next().words().equals("gap");
            });
        }
    }
}
