package dev.baton.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.JobHandle;
import dev.baton.embedded.RedisServer;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.WithRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main job: many jobs, three worker processes, one of which is killed while it holds some. */
@WithRedis
@Timeout(300)
class HundredThousandJobsTest {
    private static final String QUEUE = "many";
    private static final int PRODUCERS = 2;
    private static final int BATCHES = 50;
    private static final int BATCH = 1000;
    private static final int JOBS = PRODUCERS * BATCHES * BATCH;
    private static final Duration SOON = Duration.ofSeconds(120);

    @TempDir
    Path directory;

    @Test
    void areDoneThoughAWorkerIsKilledHalfWay(RedisServer server, RawRedis redis) throws Exception {
        redis.timeout(Duration.ofSeconds(60));
        var plan = WorkerPlan.of(server.uri(), QUEUE)
                .concurrency(16)
                .heartbeat(Duration.ofMillis(500), Duration.ofSeconds(3));
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS);
        try (var baton = Baton.connect(server.uri());
                var victim = WorkerProcess.start(plan.by("victim"), directory.resolve("victim"));
                var one = WorkerProcess.start(plan.by("one"), directory.resolve("one"));
                var two = WorkerProcess.start(plan.by("two"), directory.resolve("two"))) {
            String name = victim.awaitReady();
            one.awaitReady();
            two.awaitReady();
            long began = System.nanoTime();
            var producing = new ArrayList<Future<List<String>>>();
            for (int p = 0; p < PRODUCERS; p++) {
                producing.add(threads.submit(() -> produce(baton)));
            }
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> redis.number("LLEN", "baton:{many}:done") >= JOBS / 2);
            Set<String> held = killWhileItHolds(victim, name, redis);
            var ids = new ArrayList<String>();
            for (var produced : producing) {
                ids.addAll(produced.get());
            }
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> redis.number("LLEN", "baton:{many}:done") >= JOBS);
            double seconds = (System.nanoTime() - began) / 1e9;
            one.signal("TERM");
            two.signal("TERM");
            one.exitCode();
            two.exitCode();
            assertThat(ids).hasSize(JOBS).doesNotHaveDuplicates();
            assertThat(Audit.atRest(redis, QUEUE, ids)).isEmpty();
            var ledger = Ledger.of(List.of(victim.events(), one.events(), two.events()));
            assertThat(ledger.count("effect").keySet()).isEqualTo(new HashSet<>(ids));
            assertThat(held).containsAll(ledger.repeated("start")).containsAll(ledger.repeated("effect"));
            var end = Snapshot.of(redis, QUEUE);
            assertThat(end.counter("reclaimed") + end.counter("salvaged")).isEqualTo(held.size());
            System.out.printf(
                    "%d jobs in %.1f s (%.0f jobs/s, enqueue included): killed a worker that held %d, ran %d twice,"
                            + " lost none%n",
                    JOBS,
                    seconds,
                    JOBS / seconds,
                    held.size(),
                    ledger.repeated("effect").size());
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<String> produce(Baton baton) {
        var ids = new ArrayList<String>();
        for (int batch = 0; batch < BATCHES; batch++) {
            baton.queue(QUEUE).enqueueAll(Work.TYPE, Collections.nCopies(BATCH, Work.QUICK)).stream()
                    .map(JobHandle::id)
                    .forEach(ids::add);
        }
        return ids;
    }

    /** Freezes it until it is found with jobs in hand, and kills it then. Gives the ids that it held when it was dead. */
    private static Set<String> killWhileItHolds(WorkerProcess victim, String name, RawRedis redis) throws Exception {
        while (true) {
            victim.signal("STOP");
            if (!held(name, redis).isEmpty()) {
                victim.kill();
                return heldInTheEnd(name, redis);
            }
            victim.signal("CONT");
        }
    }

    /** What it had sent is executed before Redis sees the end of its connections: a look that finds the same twice. */
    private static Set<String> heldInTheEnd(String name, RawRedis redis) {
        Set<String> before = held(name, redis);
        Set<String> now = held(name, redis);
        while (!now.equals(before)) {
            before = now;
            now = held(name, redis);
        }
        return now;
    }

    private static Set<String> held(String name, RawRedis redis) {
        var held = new HashSet<String>();
        for (String lane : List.of("", ":1", ":2", ":3")) {
            redis.texts("LRANGE", "baton:{many}:processing:" + name + lane, "0", "-1")
                    .forEach(element -> held.add(element.split(" ", -1)[0]));
        }
        return held;
    }
}
