package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.json.JacksonCodec;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.model.Retention;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.store.Claim;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.Lane;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The duties of a process that runs no jobs: nobody else is there. */
@WithRedis
class SweepsTest {
    private static final JobType<String, String> TYPE = JobType.of("type", String.class, String.class);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Sweeps.Settings QUICK = new Sweeps.Settings(
            Duration.ofSeconds(9), 3, new Retention(Duration.ofMillis(1), 0, 0, Duration.ofDays(1)));

    private RedisStore store;
    private Baton baton;

    @BeforeEach
    void open(RedisUri redis) {
        store = RedisStore.connect(RedisStoreOptions.of(redis.uri(), new JacksonCodec()));
        baton = Baton.on(store, options -> {});
    }

    @AfterEach
    void close() {
        baton.close();
    }

    private void awaitStatus(String id, JobStatus status) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(baton.queue("q").status(id)).contains(status));
    }

    @Test
    void aDeadWorkersJobAndAJobForLaterArePendingAgainAndAnEndedOneIsPurged() {
        baton.queue("q").enqueue(TYPE, "x", options -> options.id("held"));
        Lane lane = new Lane("q", "w", 0);
        store.workers().join("q", "w", Duration.ofMillis(400)).join();
        Claim held = store.workers()
                .completeAndClaim(lane, List.of(), new ClaimRequest("c1", 1, 1 << 20))
                .join()
                .claims()
                .get(0);
        baton.queue("q").enqueue(TYPE, "x", options -> options.id("later").delay(Duration.ofMillis(200)));
        baton.queue("q").enqueue(TYPE, "x", options -> options.id("ended"));
        baton.queue("q").cancel("ended");

        try (Sweeps sweeps = Sweeps.start(store, QUICK)) {
            awaitStatus("later", JobStatus.PENDING);
            // A lease that another process gave, of which nobody told these sweeps.
            Claim lent = store.leases()
                    .lend("q", new ClaimRequest("c2", 5, 1 << 20), Duration.ofMillis(100))
                    .join()
                    .claims()
                    .get(0);
            awaitStatus("held", JobStatus.PENDING);
            await().atMost(SOON)
                    .until(() -> baton.queue("q")
                            .find("ended")
                            .map(view -> view.record() == null)
                            .orElse(true));
            awaitStatus(lent.id(), JobStatus.PENDING);
            assertThat(sweeps).isNotNull();
        }
        assertThat(store.workers()
                        .settle(lane, List.of(new Ending.Release(held)))
                        .join()
                        .get(0)
                        .recorded())
                .isFalse();
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Sweeps.Settings(Duration.ofMillis(1), 3, Retention.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sweeps.Settings(Duration.ofSeconds(9), 0, Retention.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
