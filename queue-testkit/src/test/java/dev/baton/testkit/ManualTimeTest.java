package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.JobHandle;
import dev.baton.model.JobRecord;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.model.Retention;
import dev.baton.store.Claim;
import dev.baton.testkit.Sweeps.Recovered;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithRedis
class ManualTimeTest {
    private static final JobType<String, Integer> GREET = JobType.of("greet", String.class, Integer.class);

    // snippet:manual-clock
    @Test
    void aDelayedJobIsPendingWhenItsTimeHasCome(TestBaton baton) {
        JobHandle<Integer> job = baton.queue("emails").enqueue(GREET, "Ada", o -> o.delay(Duration.ofMinutes(5)));

        baton.clock().advance(Duration.ofMinutes(4));
        assertThat(baton.sweeps("emails").promote()).isZero();

        baton.clock().advance(Duration.ofMinutes(1));
        assertThat(baton.sweeps("emails").promote()).isEqualTo(1);
        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    }
    // end

    // snippet:manual-worker
    @Test
    void theJobOfADeadWorkerRunsAgain(TestBaton baton) {
        ManualWorker sleepy = baton.worker("emails", "sleepy");
        JobHandle<Integer> job = baton.seed("emails", GREET, "Ada").inProgress(sleepy);

        baton.clock().advance(Duration.ofSeconds(10)); // no heartbeat within 9 s
        assertThat(baton.sweeps("emails").reclaim().reclaimed()).containsExactly(job.id());

        ManualWorker other = baton.worker("emails", "other");
        assertThat(other.claim().orElseThrow().attempt()).isEqualTo(2);
    }
    // end

    @Test
    void aWorkerThatBeatsKeepsItsJobs(TestBaton baton) {
        ManualWorker worker = baton.worker("emails", "steady");
        JobHandle<Integer> job = baton.seed("emails", GREET, "Ada").inProgress(worker);
        baton.clock().advance(Duration.ofSeconds(8));
        assertThat(worker.heartbeat()).isTrue();
        baton.clock().advance(Duration.ofSeconds(8));
        assertThat(baton.sweeps("emails").reclaim().reclaimed()).isEmpty();
        assertThat(job.status()).isEqualTo(JobStatus.IN_PROGRESS);
        baton.clock().advance(Duration.ofSeconds(2));
        assertThat(worker.heartbeat()).isFalse();
        assertThatThrownBy(worker::claim)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expired");
    }

    // snippet:fenced
    @Test
    void aWorkerThatSleptCannotEndTheJob(TestBaton baton) {
        ManualWorker sleepy = baton.worker("emails", "sleepy");
        JobHandle<Integer> job = baton.seed("emails", GREET, "Ada").pending();
        Claim first = sleepy.claim().orElseThrow();

        baton.clock().advance(Duration.ofSeconds(10));
        baton.sweeps("emails").reclaim();

        assertThat(sleepy.complete(first, 1)).isFalse();
        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    }
    // end

    @Test
    void theThirdCrashBuriesAJob(TestBaton baton) {
        JobHandle<Integer> job = baton.seed("emails", GREET, "Ada").pending();
        Recovered recovered = new Recovered(List.of(), List.of(), List.of(), 0);
        for (int crash = 1; crash <= 3; crash++) {
            assertThat(recovered.buried()).isEmpty();
            assertThat(baton.worker("emails", "victim-" + crash).claim()).isPresent();
            baton.clock().advance(Duration.ofSeconds(10));
            recovered = baton.sweeps("emails").reclaim();
        }
        assertThat(recovered.buried()).containsExactly(job.id());
        assertThat(job.status()).isEqualTo(JobStatus.DEAD);
    }

    @Test
    void aGoodbyeNeedsNoExpiry(TestBaton baton) {
        ManualWorker worker = baton.worker("emails", "polite");
        JobHandle<Integer> job = baton.seed("emails", GREET, "Ada").inProgress(worker);
        worker.leave();
        assertThat(baton.sweeps("emails").reclaim(1).buried()).containsExactly(job.id());
    }

    @Test
    void listsOfUnknownWorkersAreFoundByTheWalk(TestBaton baton, RawRedis raw) {
        JobHandle<Integer> job = baton.seed("emails", GREET, "Ada").pending();
        raw.call("LMOVE", "baton:{emails}:pending", "baton:{emails}:processing:ghost", "RIGHT", "LEFT");
        assertThat(baton.sweeps("emails").reclaim().salvaged()).isZero();
        assertThat(baton.sweeps("emails").reclaimStrays().salvaged()).isEqualTo(1);
        assertThat(raw.texts("LRANGE", "baton:{emails}:pending", "0", "-1")).isEqualTo(List.of(job.id()));
    }

    // snippet:purge
    @Test
    void finishedJobsAreForgottenAfterADay(TestBaton baton) {
        JobHandle<Integer> job = baton.seed("emails", GREET, "Ada").done(7);
        baton.clock().advance(Duration.ofHours(23));
        assertThat(baton.sweeps("emails").purge().done()).isZero();
        baton.clock().advance(Duration.ofHours(2));
        assertThat(baton.sweeps("emails").purge().done()).isEqualTo(1);
        assertThat(baton.queue("emails").stats().done()).isZero();
        assertThat(job.view()).isNotNull();
    }
    // end

    @Test
    void otherBoundsOfRetentionMayBeTried(TestBaton baton) {
        baton.seed("emails", GREET, "Ada").dead(new IllegalStateException("no such address"));
        var shorter = new Retention(Duration.ofHours(1), 10, 1 << 20, Duration.ofHours(2));
        baton.clock().advance(Duration.ofHours(3));
        assertThat(baton.sweeps("emails").purge(shorter).dead()).isEqualTo(1);
    }

    @Test
    void theClockStandsUntilItIsMoved() {
        var clock = ManualClock.at(Instant.parse("2030-05-01T12:00:00Z"));
        assertThat(clock.advance(Duration.ofMillis(1500))).isEqualTo(Instant.parse("2030-05-01T12:00:01.500Z"));
        var elsewhere = clock.withZone(java.time.ZoneId.of("Asia/Tokyo"));
        clock.set(Instant.parse("2030-04-30T00:00:00.000001999Z"));
        assertThat(clock.instant()).isEqualTo("2030-04-30T00:00:00.000001Z");
        assertThat(elsewhere.instant()).isEqualTo(clock.instant());
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> clock.set(Instant.parse("1969-12-31T23:59:59Z")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1969");
    }

    @Test
    void itIsTheClockOfRedis(TestBaton baton) {
        var present = Instant.parse("2031-01-02T03:04:05Z");
        baton.clock().set(present);
        JobHandle<Integer> job = baton.seed("emails", GREET, "Ada").pending();
        assertThat(job.view().orElseThrow().record())
                .extracting(JobRecord::enqueuedAt)
                .isEqualTo(present);
        assertThat(baton.queue("emails").stats().serverTime()).isEqualTo(present);
    }
}
