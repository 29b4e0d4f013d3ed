package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.json.JacksonCodec;
import dev.baton.model.JobType;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.server.dashboard.Sample;
import dev.baton.server.dashboard.Samples;
import dev.baton.testkit.ManualWorker;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Samples of queues, and what the gateway tells of them. The clock of Redis is moved by hand. */
@WithRedis
class OverviewTest {
    private static final JobType<String, String> TYPE = JobType.of("t", String.class, String.class);

    private OpenDoor door;
    private @Nullable RedisStore store;

    @BeforeEach
    void open(RedisUri redis) {
        door = OpenDoor.on(redis);
    }

    @AfterEach
    void close() {
        door.close();
        if (store != null) {
            store.close();
        }
    }

    @Test
    void aGatewayWithoutQueuesKnowsNothingAndSaysSo() {
        JsonNode overview = door.get("/api/v1/overview").is(200).json();

        assertThat(overview.has("now")).isFalse();
        assertThat(overview.path("queues_known").asInt()).isZero();
        assertThat(overview.at("/series/at")).isEmpty();
    }

    @Test
    void ratesAndLatenciesAreOfTheTimeSinceTheSampleBefore(TestBaton test, RedisUri redis) {
        Samples samples = samples(test, redis);
        ManualWorker worker = test.worker("a", "w");
        test.worker("b", "w");
        test.worker("b", "idle");
        test.queue("a").enqueue(TYPE, "before");
        sample(samples);
        assertThat(samples.ofAll().get(0).rates()).isNull();
        assertThat(samples.ofAll().get(0).latency()).isNull();

        for (int i = 0; i < 4; i++) {
            test.queue("a").enqueue(TYPE, "x" + i);
        }
        test.queue("b").enqueue(TYPE, "waits");
        test.clock().advance(Duration.ofSeconds(2));
        worker.claim(2)
                .forEach(claim -> assertThat(worker.complete(claim, "fine")).isTrue());
        worker.claim();
        sample(samples);

        var a = samples.of("a").get(1);
        Sample.Rates rates = Objects.requireNonNull(a.rates());
        Sample.Latency latency = Objects.requireNonNull(a.latency());
        assertThat(rates.enqueued()).isEqualTo(2.0);
        assertThat(rates.done()).isEqualTo(1.0);
        assertThat(rates.dead()).isZero();
        assertThat(latency.jobs()).isEqualTo(2);
        assertThat(latency.p50Millis()).isEqualTo(2000);
        assertThat(a.pending()).isEqualTo(2);
        assertThat(a.inProgress()).isEqualTo(1);
        assertThat(a.live()).isEqualTo(1);
        assertThat(a.busy()).isEqualTo(1);
        var all = samples.ofAll().get(1);
        assertThat(all.pending()).isEqualTo(3);
        assertThat(all.live()).as("a worker of two queues is one").isEqualTo(2);
        assertThat(all.busy()).isEqualTo(1);
        assertThat(Duration.between(all.frontEnqueuedAt(), all.at())).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void anHourIsKept(TestBaton test, RedisUri redis) {
        Samples samples = samples(test, redis);
        test.queue("a").enqueue(TYPE, "x");
        for (int i = 0; i < 725; i++) {
            test.clock().advance(Samples.EVERY);
            sample(samples);
        }
        sample(samples);
        assertThat(samples.ofAll().get(718).at())
                .as("of a clock that stands nothing is kept")
                .isBefore(samples.ofAll().get(719).at());
        assertThat(samples.ofAll()).hasSize(720);
        assertThat(samples.of("a")).hasSize(720);
    }

    @Test
    void whereNothingWasSampledTheChartsHaveAGap(TestBaton test, RedisUri redis) {
        Samples samples = samples(test, redis);
        test.queue("a").enqueue(TYPE, "x");
        for (int seconds : List.of(5, 5, 60, 5)) {
            test.clock().advance(Duration.ofSeconds(seconds));
            sample(samples);
        }

        JsonNode series = OverviewRoutes.series(samples.ofAll());
        assertThat(series.path("pending")).extracting(JsonNode::asText).containsExactly("1", "1", "null", "1", "1");
        assertThat(series.path("busy").get(2).isNull()).isTrue();
        assertThat(Instant.parse(series.path("at").get(2).asText()))
                .isEqualTo(Instant.parse(series.path("at").get(1).asText()).plus(Samples.EVERY));
    }

    @Test
    void onlyTheFirstHundredQueuesAreSampled() {
        for (int i = 100; i < 202; i++) {
            door.post("/api/v1/queues/q" + i + "/jobs", "{\"type\":\"t\",\"payload\":1}")
                    .is(201);
        }
        sample(door.door().samples());
        sample(door.door().samples());
        JsonNode overview = door.get("/api/v1/overview").json();
        assertThat(overview.path("queues_known").asInt()).isEqualTo(102);
        assertThat(overview.path("queues_sampled").asInt()).isEqualTo(100);
        assertThat(overview.at("/now/pending").asInt()).isEqualTo(100);
        assertThat(door.get("/api/v1/overview?queue=q100").is(200).json().has("now"))
                .isTrue();
        JsonNode late = door.get("/api/v1/overview?queue=q201").is(200).json();
        assertThat(late.has("now")).isFalse();
        assertThat(late.at("/series/at")).isEmpty();
    }

    /** By the clock of the test. */
    private Samples samples(TestBaton test, RedisUri redis) {
        store = RedisStore.connect(
                RedisStoreOptions.of(redis.uri(), new JacksonCodec()).withClockForTests(test.clock()::instant));
        return new Samples(test.baton(), store.inspection());
    }

    private static void sample(Samples samples) {
        samples.sample().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
