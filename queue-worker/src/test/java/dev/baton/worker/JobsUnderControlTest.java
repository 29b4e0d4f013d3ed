package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Cancellation;
import dev.baton.JobContext.Stop;
import dev.baton.JobHandle;
import dev.baton.Worker;
import dev.baton.model.JobType;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cancel, pause and resume while workers are there. */
@WithRedis
class JobsUnderControlTest {
    private static final Duration LONG = Workshop.LONG;
    private static final JobType<String, String> ECHO = JobType.of("echo", String.class, String.class);

    private final Workshop shop;

    JobsUnderControlTest(RedisUri uri) {
        shop = new Workshop(uri);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aCancelledPendingOrScheduledJobIsNeverStarted() {
        String pending = shop.queue().enqueue(ECHO, "pending").id();
        String scheduled = shop.queue()
                .enqueue(ECHO, "scheduled", options -> options.delay(Duration.ofMillis(1)))
                .id();
        JobHandle<String> last = shop.queue().enqueue(ECHO, "last");
        assertThat(shop.queue().cancel(pending).verdict()).isEqualTo(Cancellation.Verdict.CANCELLED);
        assertThat(shop.queue().cancel(scheduled).verdict()).isEqualTo(Cancellation.Verdict.CANCELLED);
        AtomicInteger runs = new AtomicInteger();
        shop.worker(
                1,
                worker -> worker.handle(ECHO, (word, job) -> {
                    runs.incrementAndGet();
                    return word;
                }));

        assertThat(last.await(LONG)).isEqualTo("last");
        assertThat(runs).hasValue(1);
        assertThat(shop.status(pending)).isEqualTo("cancelled");
        assertThat(shop.status(scheduled)).isEqualTo("cancelled");
        assertThat(shop.pending()).isEmpty();
        assertThat(shop.inHand()).isEmpty();
    }

    @Test
    void aRunningHandlerIsToldAndItsOutcomeDecides() {
        CountDownLatch running = new CountDownLatch(2);
        AtomicReference<Stop> seen = new AtomicReference<>();
        shop.worker(
                2,
                worker -> worker.handle(ECHO, (word, job) -> {
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        seen.set(job.stop());
                        if (word.equals("finish")) {
                            return "finished all the same";
                        }
                        throw e;
                    }
                    return word;
                }));
        JobHandle<String> finishing = shop.queue().enqueue(ECHO, "finish");
        String giving = shop.queue().enqueue(ECHO, "give up").id();
        await().atMost(LONG).until(() -> running.getCount() == 0);

        assertThat(shop.queue().cancel(finishing.id()).verdict()).isEqualTo(Cancellation.Verdict.ASKED);
        assertThat(shop.queue().cancel(giving).verdict()).isEqualTo(Cancellation.Verdict.ASKED);

        assertThat(finishing.await(LONG)).isEqualTo("finished all the same");
        await().atMost(LONG).until(() -> shop.status(giving).equals("cancelled"));
        assertThat(seen).hasValue(Stop.CANCEL_ASKED);
        assertThat(shop.redis.number("SCARD", shop.key("cancelling"))).isZero();
        assertThat(shop.inHand()).isEmpty();
    }

    @Test
    void aCancelledHandlerThatTidiesUpIsInterruptedOnce() {
        CountDownLatch running = new CountDownLatch(1);
        AtomicInteger interrupts = new AtomicInteger();
        Worker worker = shop.worker(
                1,
                setup -> setup.handle(ECHO, (word, job) -> {
                    running.countDown();
                    for (int waits = 0; waits < 2; waits++) {
                        try {
                            // Simulated work: first until the cancellation comes, then a tidying of several heartbeats.
                            new CountDownLatch(1)
                                    .await(waits == 0 ? 30_000 : 700, java.util.concurrent.TimeUnit.MILLISECONDS);
                        } catch (InterruptedException e) {
                            interrupts.incrementAndGet();
                        }
                    }
                    return word;
                }));
        JobHandle<String> job = shop.queue().enqueue(ECHO, "tidy");
        await().atMost(LONG).until(() -> running.getCount() == 0);
        shop.queue().cancel(job.id());

        assertThat(job.await(LONG)).isEqualTo("tidy");
        assertThat(interrupts).hasValue(1);
        assertThat(worker.stats().lost()).isZero();
    }

    @Test
    void aPausedQueueIsLeftAloneByAnIdleWorkerUntilItIsResumed() {
        Worker worker = shop.worker(2, setup -> setup.handle(ECHO, (word, job) -> word));
        shop.queue().enqueue(ECHO, "first").await(LONG);
        shop.queue().pause();
        JobHandle<String> job = shop.queue().enqueue(ECHO, "while paused");
        await().atMost(LONG).until(() -> worker.health().get(0).problem().contains("paused"));
        // A bare id that the blocking claim moved went back to the front.
        await().atMost(LONG).untilAsserted(() -> assertThat(shop.pending()).containsExactly(job.id()));
        assertThat(shop.inHand()).isEmpty();

        shop.queue().resume();
        assertThat(job.await(LONG)).isEqualTo("while paused");
        assertThat(shop.tries(job.id())).isEqualTo("0 0");
    }

    @Test
    void aPauseLetsABusyWorkerFinishWhatItHas() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Worker worker = shop.worker(
                1,
                setup -> setup.handle(ECHO, (word, job) -> {
                    running.countDown();
                    goOn.await();
                    return word;
                }));
        JobHandle<String> first = shop.queue().enqueue(ECHO, "first");
        await().atMost(LONG).until(() -> running.getCount() == 0);
        JobHandle<String> second = shop.queue().enqueue(ECHO, "second");
        shop.queue().pause();
        await().atMost(LONG).until(() -> worker.health().get(0).problem().contains("paused"));
        goOn.countDown();

        assertThat(first.await(LONG)).isEqualTo("first");
        assertThat(shop.pending()).containsExactly(second.id());
        shop.queue().resume();
        assertThat(second.await(LONG)).isEqualTo("second");
    }
}
