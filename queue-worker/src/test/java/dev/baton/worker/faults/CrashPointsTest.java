package dev.baton.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.JobHandle;
import dev.baton.embedded.RedisServer;
import dev.baton.model.JobStatus;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.WithRedis;
import dev.baton.worker.faults.Work.Deed;
import dev.baton.worker.faults.Work.Receipt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A worker is killed by SIGKILL at every point at which it can be; another one brings the job to its end. */
@WithRedis
@Timeout(300)
class CrashPointsTest {
    private static final String QUEUE = "crash";
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    /**
     * What is to be seen after a crash.
     *
     * @param status the job's status while nobody has recovered it
     * @param entryWords words of the dead worker's entry: 0 for none, 1 for a bare id, 3 with nonce and fence
     * @param attempts the numbers of all attempts that started, the dead worker's first
     * @param effects how often the work was done
     * @param tries failures and crashes behind the job in the end
     * @param recovery the counter that tells how it came back; empty if it did not have to
     */
    record Crash(
            Point point,
            Work work,
            JobStatus status,
            int entryWords,
            List<Integer> attempts,
            int effects,
            String tries,
            String recovery) {
        @Override
        public String toString() {
            return point.name();
        }
    }

    static List<Crash> crashes() {
        var fails = new Work(Deed.FAIL_ONCE, 0);
        var waits = new Work(Deed.WAIT, 0);
        JobStatus running = JobStatus.IN_PROGRESS;
        return List.of(
                new Crash(Point.MOVED, Work.QUICK, JobStatus.PENDING, 1, List.of(1), 1, "0 0", "salvaged"),
                new Crash(Point.CLAIMED, Work.QUICK, running, 3, List.of(2), 1, "0 1", "reclaimed"),
                new Crash(Point.HANDLING, Work.QUICK, running, 3, List.of(1, 2), 1, "0 1", "reclaimed"),
                new Crash(Point.EFFECTED, Work.QUICK, running, 3, List.of(1, 2), 2, "0 1", "reclaimed"),
                new Crash(Point.COMPLETING, Work.QUICK, running, 3, List.of(1, 2), 2, "0 1", "reclaimed"),
                new Crash(Point.COMPLETED, Work.QUICK, JobStatus.DONE, 0, List.of(1), 1, "0 0", ""),
                new Crash(Point.RETRYING, fails, running, 3, List.of(1, 2), 1, "0 1", "reclaimed"),
                new Crash(Point.RETRIED, fails, JobStatus.RETRYING, 0, List.of(1, 2), 1, "1 0", "promoted"),
                new Crash(Point.RELEASING, waits, running, 3, List.of(1, 2), 1, "0 1", "reclaimed"),
                new Crash(Point.RELEASED, waits, JobStatus.PENDING, 0, List.of(1, 1), 1, "0 0", "released"));
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void aJobSurvivesTheDeathOfItsWorker(Crash crash, RedisServer server, RawRedis redis) throws Exception {
        var plan = WorkerPlan.of(server.uri(), QUEUE);
        var ids = new ArrayList<String>();
        try (var baton = Baton.connect(server.uri());
                var victim = WorkerProcess.start(
                        plan.haltAt(crash.point()).by("victim").grace(Duration.ZERO), directory.resolve("victim"))) {
            victim.awaitReady();
            JobHandle<Receipt> job = baton.queue(QUEUE).enqueue(Work.TYPE, crash.work());
            ids.add(job.id());
            if (crash.work().deed() == Deed.WAIT) {
                victim.await("start");
                victim.signal("TERM");
            }
            victim.awaitAt(crash.point());
            victim.kill();

            assertThat(Audit.now(redis, QUEUE)).isEmpty();
            var left = Snapshot.of(redis, QUEUE);
            assertThat(left.statuses()).containsEntry(job.id(), crash.status().word());
            assertThat(left.held().stream().map(entry -> entry.split(" ", -1).length))
                    .isEqualTo(crash.entryWords() == 0 ? List.of() : List.of(crash.entryWords()));

            long killed = System.nanoTime();
            var log = directory.resolve("survivor");
            try (var survivor = FaultWorker.start(plan.by("survivor"), log)) {
                survivor.go();
                await().atMost(SOON).until(() -> job.status() == JobStatus.DONE);
                Duration took = Duration.ofNanos(System.nanoTime() - killed);
                // Whatever else the survivor finds to do, it has found by then.
                var last = baton.queue(QUEUE).enqueue(Work.TYPE, Work.QUICK);
                ids.add(last.id());
                last.await(SOON);
                System.out.printf(
                        "killed at %s: found %s, %s, done again after %d ms%n",
                        crash.point(),
                        crash.status(),
                        crash.recovery().isEmpty() ? "nothing to recover" : crash.recovery(),
                        took.toMillis());
            }
            assertThat(Audit.atRest(redis, QUEUE, ids)).isEmpty();
            var ledger = Ledger.of(List.of(victim.events(), Event.read(log)));
            assertThat(ledger.attempts(job.id())).isEqualTo(crash.attempts());
            assertThat(ledger.count("effect", job.id())).isEqualTo(crash.effects());
            var end = Snapshot.of(redis, QUEUE);
            assertThat(end.tries(job.id())).isEqualTo(crash.tries());
            for (String counter : List.of("salvaged", "reclaimed", "promoted", "released")) {
                assertThat(end.counter(counter)).as(counter).isEqualTo(counter.equals(crash.recovery()) ? 1 : 0);
            }
        }
    }
}
