package dev.baton.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.JobQueue;
import dev.baton.UncertainEnqueueException;
import dev.baton.embedded.RedisServer;
import dev.baton.store.StoreException;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Redis itself crashes, and comes back with its append-only file. */
@Timeout(300)
class RedisCrashTest {
    private static final String QUEUE = "restarted";
    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int PRODUCERS = 2;
    private static final int EACH = 1500;

    @TempDir
    Path directory;

    @Test
    void jobsAndWorkersOutliveCrashesOfRedis() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS);
        var tries = new AtomicInteger();
        // fsync always: what was acknowledged is in the file, however slow the disk, as the guarantee presupposes.
        try (var server = RedisServer.builder()
                        .appendOnly(directory.resolve("redis"))
                        .option("appendfsync", "always")
                        .start();
                var baton = Baton.connect(server.uri());
                var worker = WorkerProcess.start(
                        WorkerPlan.of(server.uri(), QUEUE)
                                .concurrency(8)
                                .heartbeat(Duration.ofMillis(500), Duration.ofMinutes(5)),
                        directory.resolve("worker"))) {
            worker.awaitReady();
            var producing = new ArrayList<Future<List<String>>>();
            for (int p = 0; p < PRODUCERS; p++) {
                String name = "order-" + p + "-";
                producing.add(threads.submit(() -> IntStream.range(0, EACH)
                        .mapToObj(i -> enqueue(baton.queue(QUEUE), name + i, tries))
                        .toList()));
            }
            long down = 0;
            for (int crash = 1; crash <= 3; crash++) {
                int enough = crash * EACH / 3;
                await().atMost(SOON).until(() -> effects(worker) >= enough);
                long killed = System.nanoTime();
                server.kill();
                server.start();
                down += System.nanoTime() - killed;
            }
            var ids = new ArrayList<String>();
            for (var produced : producing) {
                ids.addAll(produced.get());
            }
            try (var redis = RawRedis.connect(new RedisUri(server.uri()))) {
                await().atMost(SOON).until(() -> redis.number("LLEN", "baton:{restarted}:done") >= ids.size());
                worker.signal("TERM");
                worker.exitCode();
                assertThat(Audit.atRest(redis, QUEUE, ids)).isEmpty();
                assertThat(Snapshot.of(redis, QUEUE).counter("reclaimed")).isZero();
            }
            var ledger = Ledger.of(List.of(worker.events()));
            assertThat(ledger.count("effect")).hasSize(ids.size());
            assertThat(ledger.repeated("start")).isEmpty();
            System.out.printf(
                    "Redis killed 3 times, down for %d ms in all: %d jobs done once, %d enqueues repeated%n",
                    Duration.ofNanos(down).toMillis(), ids.size(), tries.get() - ids.size());
        } finally {
            threads.shutdownNow();
        }
    }

    private static int effects(WorkerProcess worker) {
        return Ledger.of(List.of(worker.events())).count("effect").size();
    }

    /** As a careful producer does: the same id again, until it is known to be there. */
    private static String enqueue(JobQueue queue, String id, AtomicInteger tries) {
        while (true) {
            tries.incrementAndGet();
            try {
                return queue.enqueue(Work.TYPE, Work.QUICK, how -> how.id(id)).id();
            } catch (UncertainEnqueueException | StoreException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }
}
