package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.JobFailedException;
import dev.baton.JobHandle;
import dev.baton.Replay;
import dev.baton.Worker;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.model.JobView;
import dev.baton.model.Outcome;
import dev.baton.model.RetryPolicy;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of jobs that may be started only once. */
@WithRedis
class AtMostOnceJobsTest {
    private static final Duration LONG = Workshop.LONG;
    // snippet:at-most-once
    private static final JobType<String, String> CHARGE =
            JobType.of("charge", String.class, String.class).atMostOnce();
    // end

    private final Workshop shop;

    AtMostOnceJobsTest(RedisUri uri) {
        shop = new Workshop(uri);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private JobView deadAfter(JobHandle<String> job) {
        assertThatThrownBy(() -> job.await(LONG)).isInstanceOf(JobFailedException.class);
        return job.view().orElseThrow();
    }

    @Test
    void whatGoesWellIsDoneAsEver() {
        shop.worker(2, worker -> worker.handle(CHARGE, (word, job) -> word + " " + job.attempt()));

        assertThat(shop.queue().enqueue(CHARGE, "well").await(LONG)).isEqualTo("well 1");
        assertThat(shop.inHand()).isEmpty();
    }

    @Test
    void whateverElseItsHandlerDoesLeavesItDead() {
        AtomicInteger starts = new AtomicInteger();
        shop.worker(
                4,
                worker -> worker.handleOutcome(CHARGE, (word, job) -> {
                    starts.incrementAndGet();
                    return switch (word) {
                        case "retry" -> Outcome.retryAfter(Duration.ZERO, "not yet");
                        case "snooze" -> Outcome.snooze(Duration.ZERO);
                        case "cancel" -> Outcome.cancel("no longer wanted");
                        default -> throw new IllegalStateException(word);
                    };
                }));
        JobHandle<String> cancel = shop.queue().enqueue(CHARGE, "cancel");

        assertThat(deadAfter(shop.queue().enqueue(CHARGE, "fail")).reason())
                .isEqualTo("at most once: it failed: java.lang.IllegalStateException");
        assertThat(deadAfter(shop.queue().enqueue(CHARGE, "retry")).reason())
                .isEqualTo("at most once: it failed: retry");
        assertThat(deadAfter(shop.queue().enqueue(CHARGE, "snooze")).reason())
                .isEqualTo("at most once: its handler put it off");
        await().atMost(LONG).until(() -> cancel.status() == JobStatus.CANCELLED);
        assertThat(starts).hasValue(4);
    }

    @Test
    void aTimeOutLeavesItDead() {
        shop.worker(
                1,
                worker -> worker.handle(CHARGE, (word, job) -> {
                    new CountDownLatch(1).await();
                    return word;
                }));
        JobView dead = deadAfter(shop.queue().enqueue(CHARGE.timeout(Duration.ofMillis(50)), "slow"));

        assertThat(dead.reason()).isEqualTo("at most once: it failed: timeout");
        assertThat(dead.failures()).isEqualTo(1);
    }

    @Test
    void whatItsWorkerCutsShortIsAbandonedAndWhatWasNotStartedGoesBack() {
        CountDownLatch running = new CountDownLatch(1);
        AtomicInteger starts = new AtomicInteger();
        Worker worker = shop.worker(
                1,
                setup -> setup.handle(CHARGE, (word, job) -> {
                    starts.incrementAndGet();
                    running.countDown();
                    new CountDownLatch(1).await();
                    return word;
                }));
        JobHandle<String> cut = shop.queue().enqueue(CHARGE, "cut");
        await().atMost(LONG).until(() -> running.getCount() == 0);
        JobHandle<String> unstarted = shop.queue().enqueue(CHARGE, "unstarted");
        worker.stop(Duration.ZERO);

        await().atMost(LONG).until(() -> cut.status() == JobStatus.DEAD);
        assertThat(cut.view().orElseThrow().reason()).isEqualTo("abandoned: its worker was stopped while it ran");
        assertThat(unstarted.status()).isEqualTo(JobStatus.PENDING);
        assertThat(starts).hasValue(1);
    }

    @Test
    void aTypeThatNoWorkerKnowsYetWaitsUnstarted() {
        shop.worker(1, worker -> worker.handle(JobType.of("other", String.class), (word, job) -> null));
        JobHandle<String> job = shop.queue().enqueue(CHARGE, "later");
        await().atMost(LONG).until(() -> job.status() == JobStatus.SCHEDULED);
        shop.worker(1, worker -> worker.handle(CHARGE, (word, context) -> word));

        assertThat(job.await(LONG)).isEqualTo("later");
    }

    @Test
    void onlyAPersonWhoNamesItStartsItAgain() {
        AtomicInteger starts = new AtomicInteger();
        shop.worker(
                1,
                worker -> worker.handle(CHARGE, (word, job) -> {
                    if (starts.incrementAndGet() == 1) {
                        throw new IllegalStateException("the first time");
                    }
                    return word;
                }));
        JobHandle<String> job = shop.queue().enqueue(CHARGE, "charge");
        deadAfter(job);

        assertThat(shop.queue().replayAll()).isZero();
        assertThat(job.status()).isEqualTo(JobStatus.DEAD);
        assertThat(shop.queue().replay(job.id()).verdict()).isEqualTo(Replay.Verdict.REPLAYED);
        assertThat(job.await(LONG)).isEqualTo("charge");
        assertThat(starts).hasValue(2);
    }

    @Test
    void aRetryPolicyThatContradictsItIsRefused() {
        assertThatThrownBy(() -> CHARGE.retry(RetryPolicy.DEFAULT))
                .hasMessage("The retry policy of 8 attempts is not allowed for the job type charge, which is started at"
                        + " most once: use 1");
        assertThatThrownBy(() -> shop.queue().enqueue(CHARGE, "x", options -> options.attempts(2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(shop.queue().stats().pending()).isZero();
    }
}
