package dev.baton.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.JobHandle;
import dev.baton.embedded.RedisServer;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.model.JobView;
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

/** A worker is killed at every point of a job that may be started only once: it is started once at most, and accounted for. */
@WithRedis
@Timeout(300)
class AtMostOnceCrashesTest {
    private static final String QUEUE = "once";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final JobType<Work, Receipt> ONCE = Work.TYPE.atMostOnce();

    @TempDir
    Path directory;

    /**
     * What is to be seen in the end.
     *
     * @param stopped whether the victim is told to stop, with no grace, before it is killed
     * @param starts how often the handler began
     * @param effects how often the work was done
     * @param reason what the reason of a dead job begins with; empty for a job that is done
     */
    record Crash(Point point, Work work, boolean stopped, int starts, int effects, String reason) {
        @Override
        public String toString() {
            return point.name() + (stopped ? " when stopped" : "");
        }
    }

    static List<Crash> crashes() {
        var fails = new Work(Deed.FAIL_ONCE, 0);
        var waits = new Work(Deed.WAIT, 0);
        String abandoned = "abandoned: ";
        return List.of(
                new Crash(Point.MOVED, Work.QUICK, false, 1, 1, ""),
                new Crash(Point.CLAIMED, Work.QUICK, false, 0, 0, abandoned),
                new Crash(Point.HANDLING, Work.QUICK, false, 1, 0, abandoned),
                new Crash(Point.EFFECTED, Work.QUICK, false, 1, 1, abandoned),
                new Crash(Point.COMPLETING, Work.QUICK, false, 1, 1, abandoned),
                new Crash(Point.COMPLETED, Work.QUICK, false, 1, 1, ""),
                new Crash(Point.BURYING, fails, false, 1, 0, abandoned),
                new Crash(Point.BURIED, fails, false, 1, 0, "at most once: it failed: "),
                new Crash(Point.BURYING, waits, true, 1, 0, abandoned + "its worker died"),
                new Crash(Point.BURIED, waits, true, 1, 0, abandoned + "its worker was stopped while it ran"));
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void isStartedOnceAtMostAndNeverSilentlyGone(Crash crash, RedisServer server, RawRedis redis) throws Exception {
        var plan = WorkerPlan.of(server.uri(), QUEUE);
        var ids = new ArrayList<String>();
        try (var baton = Baton.connect(server.uri());
                var victim = WorkerProcess.start(
                        plan.haltAt(crash.point()).by("victim").grace(Duration.ZERO), directory.resolve("victim"))) {
            victim.awaitReady();
            JobHandle<Receipt> job = baton.queue(QUEUE).enqueue(ONCE, crash.work());
            ids.add(job.id());
            if (crash.stopped()) {
                victim.await("start");
                victim.signal("TERM");
            }
            victim.awaitAt(crash.point());
            victim.kill();
            assertThat(Audit.now(redis, QUEUE)).isEmpty();

            var log = directory.resolve("survivor");
            try (var survivor = FaultWorker.start(plan.by("survivor"), log)) {
                survivor.go();
                await().atMost(SOON).until(() -> job.status().isTerminal());
                // Whatever else the survivor finds to do, it has found by then.
                var last = baton.queue(QUEUE).enqueue(ONCE, Work.QUICK);
                ids.add(last.id());
                last.await(SOON);
            }
            assertThat(Audit.atRest(redis, QUEUE, ids)).isEmpty();
            JobView end = baton.queue(QUEUE).find(job.id()).orElseThrow();
            if (crash.reason().isEmpty()) {
                assertThat(end.status()).isEqualTo(JobStatus.DONE);
            } else {
                assertThat(end.status()).isEqualTo(JobStatus.DEAD);
                assertThat(end.reason()).startsWith(crash.reason());
            }
            var ledger = Ledger.of(List.of(victim.events(), Event.read(log)));
            assertThat(ledger.count("start", job.id())).as("starts").isEqualTo(crash.starts());
            assertThat(ledger.count("effect", job.id())).as("effects").isEqualTo(crash.effects());
            System.out.printf("killed at %s: started %d times, %s%n", crash, crash.starts(), end.status());
        }
    }
}
