package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.JobHandle;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class JobSeedTest {
    private static final JobType<String, Integer> GREET = JobType.of("greet", String.class, Integer.class);
    private static final Duration SOON = Duration.ofSeconds(10);

    private int before;

    @BeforeEach
    void othersMayWaitInTheQueue(TestBaton baton) {
        baton.seed("emails", GREET, "Bob", o -> o.id("first")).pending();
        baton.seed("emails", GREET, "Cy", o -> o.id("second")).pending();
        before = 2;
    }

    // snippet:seeds
    @Test
    void jobsInEveryStatus(TestBaton baton) {
        JobSeed<String, Integer> seed = baton.seed("emails", GREET, "Ada");
        ManualWorker worker = baton.worker("emails", "worker-1");

        assertThat(seed.pending().status()).isEqualTo(JobStatus.PENDING);
        assertThat(seed.scheduled(Duration.ofHours(1)).status()).isEqualTo(JobStatus.SCHEDULED);
        assertThat(seed.inProgress(worker).status()).isEqualTo(JobStatus.IN_PROGRESS);
        assertThat(seed.done(7).await(SOON)).isEqualTo(7);
        assertThat(seed.cancelled().status()).isEqualTo(JobStatus.CANCELLED);

        var failure = new IllegalStateException("no such address");
        assertThat(seed.retrying(Duration.ofMinutes(1), failure).status()).isEqualTo(JobStatus.RETRYING);
        assertThat(seed.dead(failure).error().orElseThrow().message()).isEqualTo("no such address");
    }
    // end

    @Test
    void theOthersKeepTheirPlacesAndTheirCounts(TestBaton baton, RawRedis raw) {
        baton.seed("emails", GREET, "Ada").done(null);
        assertThat(raw.texts("LRANGE", "baton:{emails}:pending", "0", "-1")).isEqualTo(List.of("second", "first"));
        assertThat(baton.queue("emails").find("first").orElseThrow().failures()).isZero();
        assertThat(baton.queue("emails").find("first").orElseThrow().crashes()).isZero();
        assertThat(baton.queue("emails").stats().pending()).isEqualTo(before);
        assertThat(baton.queue("emails").stats().liveWorkers()).isZero();
    }

    @Test
    void aFailureIsStoredAsAWorkerWouldStoreIt(TestBaton baton) {
        JobHandle<Integer> job = baton.seed("emails", GREET, "Ada").dead(new ArithmeticException("by zero"));
        var error = job.error().orElseThrow();
        assertThat(error.error()).isEqualTo("java.lang.ArithmeticException");
        assertThat(error.attempt()).isEqualTo(1);
        assertThat(error.at()).isEqualTo(baton.clock().instant());
        assertThat(error.stack()).contains("aFailureIsStoredAsAWorkerWouldStoreIt");
        assertThat(job.view().orElseThrow().failures()).isEqualTo(1);
        assertThat(job.view().orElseThrow().reason()).isEqualTo("by zero");
    }

    @Test
    void anIdThatIsKnownIsRefused(TestBaton baton) {
        var seed = baton.seed("emails", GREET, "Ada", o -> o.id("first"));
        assertThatThrownBy(seed::pending)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("emails/first")
                .hasMessageContaining("pending");
    }

    @Test
    void aPausedQueueIsRefused(TestBaton baton) {
        baton.queue("emails").pause();
        var seed = baton.seed("emails", GREET, "Ada");
        assertThatThrownBy(() -> seed.done(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("paused");
    }

    @Test
    void aWorkerOfAnotherQueueIsRefusedAndNothingIsEnqueued(TestBaton baton) {
        ManualWorker elsewhere = baton.worker("other", "w");
        assertThatThrownBy(() -> baton.seed("emails", GREET, "Ada").inProgress(elsewhere))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("emails");
        assertThat(baton.queue("emails").stats().pending()).isEqualTo(before);
    }

    @Test
    void aNameIsUsedOnce(TestBaton baton) {
        baton.worker("emails", "w");
        assertThatThrownBy(() -> baton.worker("emails", "w"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("choose another");
    }

    @Test
    void manyMayStandBefore(TestBaton baton) {
        baton.queue("long")
                .enqueueAll(
                        GREET, IntStream.range(0, 900).mapToObj(i -> "n" + i).toList());
        assertThat(baton.seed("long", GREET, "Ada").done(1).status()).isEqualTo(JobStatus.DONE);
        assertThat(baton.queue("long").stats().pending()).isEqualTo(900);
    }

    @Test
    void everyWayToEndAClaimIsThere(TestBaton baton) {
        ManualWorker worker = baton.worker("ends", "w");
        JobHandle<Integer> snoozed = baton.seed("ends", GREET, "a").pending();
        assertThat(worker.snooze(worker.claim().orElseThrow(), SOON)).isTrue();
        assertThat(snoozed.status()).isEqualTo(JobStatus.SCHEDULED);
        JobHandle<Integer> released = baton.seed("ends", GREET, "b").pending();
        assertThat(worker.release(worker.claim().orElseThrow())).isTrue();
        assertThat(released.status()).isEqualTo(JobStatus.PENDING);
        assertThat(worker.concede(worker.claim().orElseThrow(), "not needed")).isTrue();
        assertThat(released.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(worker.claim()).isEmpty();
    }

    @Test
    void aJobThatIsStartedAtMostOnceMayBeAbandonedAndNeverRetries(TestBaton baton) {
        var once = GREET.atMostOnce();
        JobHandle<Integer> job = baton.seed("once", once, "Ada").abandoned();

        assertThat(job.status()).isEqualTo(JobStatus.DEAD);
        assertThat(job.view().orElseThrow().reason()).startsWith("abandoned: ");
        assertThat(baton.queue("once").replayAll()).isZero();
        assertThatThrownBy(() -> baton.seed("once", once, "Ada").retrying(SOON, new IllegalStateException()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most once");
        assertThatThrownBy(() -> baton.seed("once", GREET, "Ada").abandoned())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("atMostOnce()");
    }
}
