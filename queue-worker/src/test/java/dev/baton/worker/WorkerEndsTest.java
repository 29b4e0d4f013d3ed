package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.JobContext;
import dev.baton.JobHandle;
import dev.baton.Worker;
import dev.baton.WorkerListener;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The orderly end of a worker. */
@WithRedis
class WorkerEndsTest {
    private static final Duration LONG = Workshop.LONG;
    private static final JobType<Integer, Integer> WORK = JobType.of("work", Integer.class, Integer.class);

    private final Workshop shop;
    private final RedisUri uri;

    WorkerEndsTest(RedisUri uri) {
        this.uri = uri;
        shop = new Workshop(uri);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void runningHandlersFinishAndTheRestGoesBackToTheFrontInOrder() {
        CountDownLatch goOn = new CountDownLatch(1);
        Worker worker = shop.worker(
                2,
                setup -> setup.handle(WORK, (number, job) -> {
                    if (number >= 100) {
                        goOn.await();
                    }
                    return number;
                }));
        List<String> ids = shop
                .queue()
                .enqueueAll(WORK, IntStream.range(0, 300).boxed().toList())
                .stream()
                .map(JobHandle::id)
                .toList();
        await().atMost(LONG)
                .until(() -> worker.stats().running() == 2 && worker.stats().done() >= 100);
        assertThat(shop.inHand())
                .as("taken ahead at the pace of the first hundred")
                .hasSizeGreaterThan(10);

        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> worker.stop(LONG));
        await().atMost(LONG).until(() -> shop.inHand().size() == 2);
        goOn.countDown();

        assertThat(stopped.join()).isTrue();
        assertThat(shop.pending()).isEqualTo(ids.subList(102, 300));
        assertThat(shop.inHand()).isEmpty();
        assertThat(shop.redis.number("LLEN", shop.key("done"))).isEqualTo(102);
        assertThat(shop.tries(ids.get(102))).isEqualTo("0 0");
        assertThat(shop.redis.number("ZSCORE", shop.key("workers"), worker.name()))
                .as("it has said goodbye")
                .isLessThanOrEqualTo(shop.serverMillis());
        assertThat(worker.stop()).as("a second stop").isTrue();
    }

    @Test
    void whatIsInterruptedAtTheEndOfTheGraceGoesBackUncounted() {
        CountDownLatch running = new CountDownLatch(1);
        Worker worker = shop.worker(
                1,
                setup -> setup.handle(WORK, (number, job) -> {
                    running.countDown();
                    new CountDownLatch(1).await();
                    return number;
                }));
        String id = shop.queue().enqueue(WORK, 1).id();
        await().atMost(LONG).until(() -> running.getCount() == 0);

        assertThat(worker.stop(Duration.ofMillis(50))).isFalse();

        assertThat(shop.pending()).containsExactly(id);
        assertThat(shop.status(id)).isEqualTo("pending");
        assertThat(shop.tries(id)).isEqualTo("0 0");
        assertThat(shop.inHand()).isEmpty();
    }

    @Test
    void aHandlerThatIgnoresItsInterruptKeepsItsClaimAndTheWorkerStaysRegistered() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Worker worker = shop.worker(
                1,
                setup -> setup.handle(WORK, (number, job) -> {
                    running.countDown();
                    while (goOn.getCount() > 0) {
                        try {
                            goOn.await();
                        } catch (InterruptedException e) {
                            // stubborn on purpose
                        }
                    }
                    return number;
                }));
        String id = shop.queue().enqueue(WORK, 1).id();
        await().atMost(LONG).until(() -> running.getCount() == 0);

        assertThat(worker.stop(Duration.ZERO)).isFalse();

        assertThat(shop.inHand()).hasSize(1);
        assertThat(shop.redis.number("ZSCORE", shop.key("workers"), worker.name()))
                .as("a goodbye would have the job run a second time while it runs")
                .isGreaterThan(shop.serverMillis());
        goOn.countDown();
        await().atMost(LONG).until(() -> shop.status(id).equals("done"));
    }

    @Test
    void aWorkerWithNothingToDoEndsAtOnceAlsoWhilePaused() {
        Worker idle = shop.worker(1, setup -> setup.handle(WORK, (number, job) -> number));
        await().atMost(LONG).until(() -> idle.health().get(0).claiming());
        long began = System.nanoTime();
        assertThat(idle.stop()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));

        shop.queue().pause();
        Worker paused = shop.worker(1, setup -> setup.handle(WORK, (number, job) -> number));
        await().atMost(LONG).until(() -> paused.health().get(0).problem().contains("paused"));
        assertThat(paused.stop()).isTrue();
        assertThat(shop.inHand()).isEmpty();
    }

    @Test
    void jobsEnqueuedWhileItEndsAreNeitherLostNorCounted() {
        for (int round = 0; round < 10; round++) {
            Worker worker = shop.worker(4, setup -> setup.handle(WORK, (number, job) -> number));
            List<JobHandle<Integer>> jobs = new ArrayList<>();
            CompletableFuture<Boolean> stopped = null;
            for (int i = 0; i < 40; i++) {
                jobs.add(shop.queue().enqueue(WORK, i));
                if (i == 5 + round) {
                    stopped = CompletableFuture.supplyAsync(worker::stop);
                }
            }
            assertThat(stopped).isNotNull().succeedsWithin(LONG);
            assertThat(shop.inHand())
                    .as("in the hand of a worker that has left")
                    .isEmpty();
            List<String> pending = shop.pending();
            assertThat(jobs).allSatisfy(job -> {
                assertThat(shop.status(job.id())).isEqualTo(pending.contains(job.id()) ? "pending" : "done");
                assertThat(shop.tries(job.id())).isEqualTo("0 0");
            });
            shop.redis.call("DEL", shop.key("pending"));
        }
    }

    @Test
    void endsInBoundedTimeWhenItsBatonIsClosedBefore() {
        Baton own = Baton.connect(uri.uri());
        Worker worker = own.worker()
                .queue(Workshop.QUEUE)
                .handle(WORK, (number, job) -> number)
                .start();
        own.queue(Workshop.QUEUE).enqueue(WORK, 1).await(LONG);
        own.close();

        long began = System.nanoTime();
        assertThat(worker.stop()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void listenersAreToldInOrderOnAThreadOfTheirOwnAndMayThrow() {
        List<String> told = new CopyOnWriteArrayList<>();
        List<String> threads = new CopyOnWriteArrayList<>();
        Worker worker = shop.worker(
                1,
                setup -> setup.handle(
                                WORK,
                                (number, job) -> {
                                    if (number < 0) {
                                        throw new IllegalStateException("not worth a retry");
                                    }
                                    return number;
                                },
                                options -> options.failFastOn(IllegalStateException.class))
                        .listener(new WorkerListener() {
                            @Override
                            public void onStart(JobContext job) {
                                throw new AssertionError("thrown by the listener at the start");
                            }

                            @Override
                            public void onSettled(String queue, String jobId, JobStatus to) {
                                told.add(jobId + " " + to.name());
                                threads.add(Thread.currentThread().getName());
                                throw new LinkageError("thrown by the listener at the end");
                            }
                        }));
        JobHandle<Integer> first = shop.queue().enqueue(WORK, 1);
        String second = shop.queue().enqueue(WORK, -1).id();
        JobHandle<Integer> third = shop.queue().enqueue(WORK, 3);
        assertThat(first.await(LONG)).isEqualTo(1);
        assertThat(third.await(LONG)).isEqualTo(3);
        await().atMost(LONG).until(() -> told.size() == 3);

        assertThat(told).containsExactlyInAnyOrder(first.id() + " DONE", second + " DEAD", third.id() + " DONE");
        assertThat(threads).containsOnly("baton-events");
        assertThat(shop.tries(first.id())).isEqualTo("0 0");
        assertThat(worker.stats().snoozed()).isZero();
    }

    @Test
    void aStopWithoutRedisReturnsInBoundedTime(dev.baton.embedded.RedisServer shared) {
        try (dev.baton.embedded.RedisServer server =
                dev.baton.embedded.RedisServer.builder().start()) {
            assertThat(server.uri()).isNotEqualTo(shared.uri());
            CountDownLatch running = new CountDownLatch(1);
            try (Baton baton = Baton.connect(server.uri())) {
                Worker worker = baton.worker()
                        .queue("q")
                        .handle(WORK, (number, job) -> {
                            running.countDown();
                            new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS); // simulated work
                            return number;
                        })
                        .start();
                baton.queue("q").enqueue(WORK, 1);
                await().atMost(LONG).until(() -> running.getCount() == 0);
                server.close();

                long began = System.nanoTime();
                worker.stop();
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
            }
        }
    }
}
