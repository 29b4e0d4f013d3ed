package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.JobQueue;
import dev.baton.Worker;
import dev.baton.model.JobType;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workers share jobs, and queues share a worker. */
@WithRedis
class FairShareTest {
    private static final Duration LONG = Workshop.LONG;
    private static final JobType<Integer, Void> WORK = JobType.of("work", Integer.class);

    private final Workshop shop;
    private final RedisUri uri;

    FairShareTest(RedisUri uri) {
        this.uri = uri;
        shop = new Workshop(uri);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void twoWorkersOfOneHandlerFinishTenJobsOfASecondInFiveTurns() {
        try (Baton other = Baton.connect(uri.uri());
                Worker second = slow(other)) {
            shop.keep(slow(shop.baton));
            long began = System.nanoTime();
            shop.queue().enqueueAll(WORK, IntStream.range(0, 10).boxed().toList());
            await().atMost(LONG)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> shop.redis.number("LLEN", shop.key("done")) == 10);

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(6500));
            assertThat(second.stats().done()).isEqualTo(5);
        }
    }

    private static Worker slow(Baton baton) {
        return baton.worker()
                .queue(Workshop.QUEUE, queue -> queue.concurrency(1))
                .handle(WORK, (number, job) -> {
                    Thread.sleep(1000); // the simulated work itself: no test waits by it
                    return null;
                })
                .start();
    }

    @Test
    void aSlowWorkerHoldsOnlyWhatItCanStart() {
        CountDownLatch goOn = new CountDownLatch(1);
        Worker slow = shop.worker(
                4,
                setup -> setup.handle(WORK, (number, job) -> {
                    goOn.await();
                    return null;
                }));
        shop.queue().enqueueAll(WORK, IntStream.range(0, 100).boxed().toList());
        await().atMost(LONG).until(() -> slow.stats().running() == 4);

        assertThat(shop.inHand()).hasSize(4);
        assertThat(shop.pending()).hasSize(96);
        Worker quick = shop.worker(1, setup -> setup.handle(WORK, (number, job) -> null));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(quick.stats().done()).isEqualTo(96));
        goOn.countDown();
        await().atMost(LONG).until(() -> shop.redis.number("LLEN", shop.key("done")) == 100);
    }

    @Test
    void jobsTakenAheadGoBackWhenHandlersTurnSlow() {
        CountDownLatch goOn = new CountDownLatch(1);
        Worker moody = shop.worker(
                2,
                setup -> setup.handle(WORK, (number, job) -> {
                    if (number >= 200) {
                        goOn.await();
                    }
                    return null;
                }));
        shop.queue().enqueueAll(WORK, IntStream.range(0, 500).boxed().toList());
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(moody.stats().done()).isEqualTo(200));
        Worker quick = shop.worker(1, setup -> setup.handle(WORK, (number, job) -> null));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(quick.stats().done()).isEqualTo(298));
        assertThat(moody.stats().running()).isEqualTo(2);
        goOn.countDown();
        await().atMost(LONG).until(() -> shop.redis.number("LLEN", shop.key("done")) == 500);
        assertThat(shop.redis.texts("KEYS", shop.key("job:*:run")))
                .as("nothing failed")
                .isEmpty();
    }

    @Test
    void queuesShareAWorkerByTheirWeights() {
        JobQueue heavy = shop.baton.queue("heavy");
        JobQueue light = shop.baton.queue("light");
        heavy.enqueueAll(WORK, Collections.nCopies(400, 0));
        light.enqueueAll(WORK, Collections.nCopies(400, 0));
        ConcurrentLinkedQueue<String> starts = new ConcurrentLinkedQueue<>();
        shop.keep(shop.baton
                .worker()
                .queue("heavy", queue -> queue.concurrency(40).weight(3))
                .queue("light", queue -> queue.concurrency(40).weight(1))
                .concurrency(2)
                .handle(WORK, (number, job) -> {
                    starts.add(job.queue());
                    Thread.sleep(2); // the simulated work itself, so that claims keep up with starts
                    return null;
                })
                .start());
        await().atMost(LONG).until(() -> starts.size() == 800);

        List<String> first = starts.stream().skip(20).limit(200).toList();
        assertThat(Collections.frequency(first, "heavy")).isBetween(130, 170);
    }

    @Test
    void aQueueWhoseJobsWentBackIsServedAsSoonAsASlotIsFree() {
        JobQueue hog = shop.baton.queue("hog");
        JobQueue meek = shop.baton.queue("meek");
        CountDownLatch goOn = new CountDownLatch(1);
        Worker worker = shop.keep(shop.baton
                .worker()
                .queue("hog", queue -> queue.concurrency(1))
                .queue("meek", queue -> queue.concurrency(1))
                .concurrency(1)
                .heartbeat(Duration.ofSeconds(60), Duration.ofSeconds(600)) // no heartbeat helps within this test
                .handle(WORK, (number, job) -> {
                    if (job.queue().equals("hog")) {
                        goOn.await();
                    }
                    return null;
                })
                .start());
        hog.enqueue(WORK, 0);
        await().atMost(LONG).until(() -> worker.stats().running() == 1);
        String patient = meek.enqueue(WORK, 0).id();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(worker.stats().released()).isPositive());
        await().atMost(LONG).until(() -> shop.redis.number("LLEN", "baton:{meek}:pending") == 1);

        goOn.countDown();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> "done".equals(shop.redis.text("GET", "baton:{meek}:job:" + patient + ":status")));
    }
}
