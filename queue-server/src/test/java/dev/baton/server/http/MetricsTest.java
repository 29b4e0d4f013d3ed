package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Figures that Prometheus can read, with a bound to their number. */
@WithRedis
class MetricsTest {
    private static final Pattern SAMPLE =
            Pattern.compile("[a-z_]+(\\{[a-z_]+=\"[^\"\\\\\n]*\"(,[a-z_]+=\"[^\"\\\\\n]*\")*})? [0-9.E+-]+");

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
    void queuesAndRequestsAreCounted() {
        door.post("/api/v1/queues/q/jobs", "{\"type\":\"t\",\"payload\":1}").is(201);
        door.post("/api/v1/queues/q/pause", "").is(200);
        for (int i = 0; i < 50; i++) {
            door.get("/nothing/" + i).isProblem(404);
            door.send("X" + i, "/nothing", "", Map.of());
        }
        String text = door.get("/metrics").is(200).text();

        assertThat(text)
                .contains("baton_queue_jobs{queue=\"q\",status=\"pending\"} 1\n")
                .contains("baton_queue_paused{queue=\"q\"} 1\n")
                .contains("baton_queue_events_total{queue=\"q\",event=\"enqueued\"} 1\n")
                .contains(
                        "baton_http_requests_total{route=\"/api/v1/queues/{queue}/jobs\",method=\"POST\",status=\"201\"} 1\n")
                .contains("baton_http_requests_total{route=\"none\",method=\"GET\",status=\"404\"} 50\n")
                .contains("baton_http_request_seconds_bucket{route=\"/api/v1/queues/{queue}/jobs\",le=\"+Inf\"} 1\n");
        Set<String> series = new HashSet<>();
        for (String line : text.split("\n")) {
            if (!line.startsWith("#")) {
                assertThat(line).matches(SAMPLE);
                assertThat(series.add(line.substring(0, line.lastIndexOf(' '))))
                        .as(line)
                        .isTrue();
            }
        }
        assertThat(series).hasSizeLessThan(120);
    }

    @Test
    void aScrapeReadsABoundedNumberOfQueues() {
        for (int i = 0; i < 105; i++) {
            door.post("/api/v1/queues/q" + i + "/jobs", "{\"type\":\"t\",\"payload\":1}")
                    .is(201);
        }
        String text = door.get("/metrics").is(200).text();

        assertThat(text).contains("baton_queues 105\n");
        assertThat(text.split("status=\"pending\"", -1)).hasSize(101);
        assertThat(door.get("/api/v1/queues?limit=100").json().path("queues")).hasSize(100);
        assertThat(door.get("/api/v1/queues?limit=100&after=q94")
                        .json()
                        .path("more")
                        .booleanValue())
                .isFalse();
    }
}
