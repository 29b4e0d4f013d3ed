package dev.baton.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.JobHandle;
import dev.baton.embedded.RedisServer;
import dev.baton.model.JobStatus;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import dev.baton.worker.faults.Work.Deed;
import dev.baton.worker.faults.Work.Receipt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that stand still for longer than a heartbeat's expiry, and go on as if nothing had happened. */
@WithRedis(fresh = true)
@Timeout(300)
class FrozenTest {
    private static final String QUEUE = "frozen";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Work WAIT = new Work(Deed.WAIT, 0);

    @TempDir
    Path directory;

    @Test
    void aWorkerThatComesBackIsToldThatItsClaimIsLostAndGoesOnUnderANewName(RedisServer server, RawRedis redis)
            throws Exception {
        var plan = WorkerPlan.of(server.uri(), QUEUE);
        Path log = directory.resolve("second");
        var ids = new ArrayList<String>();
        try (var baton = Baton.connect(server.uri());
                var frozen = WorkerProcess.start(plan.by("frozen"), directory.resolve("frozen"))) {
            String name = frozen.awaitReady();
            JobHandle<Receipt> job = baton.queue(QUEUE).enqueue(Work.TYPE, WAIT);
            ids.add(job.id());
            frozen.await("start");
            frozen.signal("STOP");
            try (var second = FaultWorker.start(plan.by("second"), log)) {
                second.go();
                assertThat(job.await(SOON)).isEqualTo(new Receipt("second", 2));
            }
            frozen.signal("CONT");
            Event told = frozen.await("told", event -> event.id().equals(job.id()));
            assertThat(told.fact("stop")).isEqualTo("CLAIM_LOST");
            frozen.await("lost", event -> event.id().equals(job.id()));

            var more = baton.queue(QUEUE).enqueueAll(Work.TYPE, Collections.nCopies(20, Work.QUICK));
            for (JobHandle<Receipt> each : more) {
                assertThat(each.await(SOON)).isEqualTo(new Receipt("frozen", 1));
                ids.add(each.id());
            }
            List<String> names = redis.texts("ZRANGE", "baton:{frozen}:workers", "0", "-1").stream()
                    .filter(each -> each.startsWith(name.substring(0, name.lastIndexOf('-'))))
                    .toList();
            assertThat(names).contains(name).hasSizeGreaterThan(1);
            frozen.signal("TERM");
            frozen.exitCode();
            assertThat(job.await(SOON)).isEqualTo(new Receipt("second", 2));
            assertThat(Audit.atRest(redis, QUEUE, ids)).isEmpty();
            var ledger = Ledger.of(List.of(frozen.events(), Event.read(log)));
            assertThat(ledger.attempts(job.id())).containsExactly(1, 2);
            assertThat(ledger.count("effect", job.id())).isEqualTo(1);
            System.out.printf(
                    "worker frozen in its handler: told %s, result of the other stands, 20 more jobs as %s%n",
                    told.fact("stop"), names.get(names.size() - 1));
        }
    }

    @Test
    void aCompletionThatComesTooLateIsRefused(RedisServer server, RawRedis redis) throws Exception {
        var plan = WorkerPlan.of(server.uri(), QUEUE);
        Path log = directory.resolve("second");
        try (var baton = Baton.connect(server.uri());
                var frozen =
                        WorkerProcess.start(plan.by("frozen").holdAt(Point.COMPLETING), directory.resolve("frozen"))) {
            frozen.awaitReady();
            JobHandle<Receipt> job = baton.queue(QUEUE).enqueue(Work.TYPE, WAIT);
            frozen.order("go");
            frozen.awaitAt(Point.COMPLETING);
            frozen.signal("STOP");
            try (var second = FaultWorker.start(plan.by("second"), log)) {
                await().atMost(SOON)
                        .until(() -> Ledger.of(List.of(Event.read(log))).count("start", job.id()) == 1);
                List<String> held = Snapshot.of(redis, QUEUE).held();
                frozen.signal("CONT");
                frozen.order("pass");
                frozen.await("lost", event -> event.id().equals(job.id()));
                assertThat(job.status()).isEqualTo(JobStatus.IN_PROGRESS);
                assertThat(Snapshot.of(redis, QUEUE).held()).isEqualTo(held).hasSize(1);
                second.go();
                assertThat(job.await(SOON)).isEqualTo(new Receipt("second", 2));
            }
            frozen.signal("TERM");
            frozen.exitCode();
            assertThat(Audit.atRest(redis, QUEUE, List.of(job.id()))).isEmpty();
            assertThat(frozen.events()).noneMatch(event -> event.kind().equals("settled"));
            assertThat(Snapshot.of(redis, QUEUE).counter("done")).isEqualTo(1);
            System.out.println("completion of a frozen worker: refused while the other runs the job");
        }
    }

    @Test
    void aStallOfRedisMakesNoJobRunTwice(RedisServer server) throws Exception {
        Duration expiry = Duration.ofSeconds(3);
        var plan = WorkerPlan.of(server.uri(), QUEUE).concurrency(4).heartbeat(Duration.ofMillis(500), expiry);
        var ids = new ArrayList<String>();
        try (var baton = Baton.connect(server.uri());
                var one = WorkerProcess.start(plan, directory.resolve("one"));
                var two = WorkerProcess.start(plan, directory.resolve("two"))) {
            one.awaitReady();
            two.awaitReady();
            baton.queue(QUEUE)
                    .enqueueAll(Work.TYPE, Collections.nCopies(8, WAIT))
                    .forEach(job -> ids.add(job.id()));
            await().atMost(SOON).until(() -> ledger(one, two).count("start").size() == 8);
            baton.queue(QUEUE)
                    .enqueueAll(Work.TYPE, Collections.nCopies(40, Work.QUICK))
                    .forEach(job -> ids.add(job.id()));
            server.suspend();
            // The fault is its length: nothing happens that could be waited for.
            await().pollDelay(expiry.multipliedBy(3))
                    .atMost(expiry.multipliedBy(4))
                    .until(() -> true);
            server.resume();
            one.order("go");
            two.order("go");
            try (var redis = RawRedis.connect(new RedisUri(server.uri()))) {
                await().atMost(SOON).until(() -> redis.number("LLEN", "baton:{frozen}:done") >= ids.size());
                for (var worker : List.of(one, two)) {
                    worker.signal("TERM");
                    worker.exitCode();
                }
                assertThat(Audit.atRest(redis, QUEUE, ids)).isEmpty();
                assertThat(Snapshot.of(redis, QUEUE).counter("reclaimed")).isZero();
            }
            assertThat(ledger(one, two).repeated("start")).isEmpty();
            System.out.printf(
                    "Redis frozen for %d s, three expiries: %d jobs started once each, none reclaimed%n",
                    expiry.toSeconds() * 3, ids.size());
        }
    }

    private static Ledger ledger(WorkerProcess one, WorkerProcess two) {
        return Ledger.of(List.of(one.events(), two.events()));
    }
}
