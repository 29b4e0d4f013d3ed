package dev.baton.worker.faults;

import static dev.baton.testkit.FaultProxy.containing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.EnqueueOptions;
import dev.baton.Enqueued;
import dev.baton.embedded.RedisServer;
import dev.baton.model.JobStatus;
import dev.baton.testkit.End;
import dev.baton.testkit.Fault;
import dev.baton.testkit.FaultProxy;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.WithRedis;
import dev.baton.worker.faults.Work.Deed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Redis has done what it was asked, and its answer is lost on the way, by an orderly end of the wire or by a reset. */
@WithRedis
@Timeout(300)
class LostRepliesTest {
    private static final String QUEUE = "lost";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration HEARTBEAT = Duration.ofMillis(500);
    /** So long that nothing here can have been recovered by it. */
    private static final Duration EXPIRY = Duration.ofMinutes(5);
    /** What completes and claims: it alone touches both. */
    private static final Predicate<byte[]> CLAIM =
            containing("baton:{" + QUEUE + "}:processing:").and(containing("baton:{" + QUEUE + "}:done"));

    @TempDir
    Path directory;

    private WorkerPlan plan(String uri) {
        return WorkerPlan.of(uri, QUEUE).heartbeat(HEARTBEAT, EXPIRY);
    }

    /** The answer that is lost shall be that of a script that ran, not Redis's word that it does not know the script. */
    @BeforeEach
    void makeScriptsKnown(RedisServer server) {
        try (var baton = Baton.connect(server.uri());
                var worker = FaultWorker.start(WorkerPlan.of(server.uri(), "known"), directory.resolve("known"))) {
            assertThat(worker.name()).isNotEmpty();
            baton.queue("known").enqueue(Work.TYPE, Work.QUICK).await(SOON);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEnqueueMakesOneJobAndSaysThatItIsNew(End end, RedisServer server, RawRedis redis) {
        var enqueued = enqueueOnce(end, server, redis, how -> {});
        assertThat(enqueued).isInstanceOf(Enqueued.Created.class);
    }

    /** With an id of the caller's, somebody else may have been faster: it says that the content is the same. */
    @ParameterizedTest
    @EnumSource
    void anEnqueueWithAChosenIdMakesOneJob(End end, RedisServer server, RawRedis redis) {
        var enqueued = enqueueOnce(end, server, redis, how -> how.id("order-1"));
        assertThat(enqueued).isEqualTo(new Enqueued.AlreadyExists(JobStatus.PENDING, true));
    }

    private Enqueued enqueueOnce(End end, RedisServer server, RawRedis redis, Consumer<EnqueueOptions> how) {
        Path log = directory.resolve("log");
        try (var wire = FaultProxy.to(server);
                var baton = Baton.connect(wire.uri())) {
            Fault lost = wire.dropNextReplyMatching(containing("\"enqueuedAt\":"), end);
            var job = baton.queue(QUEUE).enqueue(Work.TYPE, Work.QUICK, how);
            lost.awaitTriggered(SOON);
            assertThat(redis.texts("LRANGE", "baton:{lost}:pending", "0", "-1")).containsExactly(job.id());
            try (var worker = FaultWorker.start(plan(server.uri()), log)) {
                job.await(SOON);
                await().atMost(SOON).until(() -> worker.stats().done() == 1);
            }
            assertThat(Audit.atRest(redis, QUEUE, List.of(job.id()))).isEmpty();
            assertThat(Ledger.of(List.of(Event.read(log))).attempts(job.id())).containsExactly(1);
            Enqueued enqueued = job.enqueued().orElseThrow();
            System.out.printf("enqueue, answer lost by %s: one job, %s%n", end, enqueued);
            return enqueued;
        }
    }

    /** Its next claim may find the id in its list before its next heartbeat does: either is right. */
    @ParameterizedTest
    @EnumSource
    void aLiveWorkerTakesUpWhatAWaitBrought(End end, RedisServer server, RawRedis redis) {
        adopts(end, server, redis, containing("BLMOVE"), true);
    }

    @ParameterizedTest
    @EnumSource
    void aLiveWorkerAdoptsWhatAClaimBrought(End end, RedisServer server, RawRedis redis) {
        adopts(end, server, redis, CLAIM, false);
    }

    @Test
    void aLiveWorkerAdoptsABareIdThatItDoesNotKnowOf(RedisServer server, RawRedis redis) {
        Path log = directory.resolve("log");
        try (var baton = Baton.connect(server.uri());
                var worker = FaultWorker.start(plan(server.uri()).holdAt(Point.MOVED), log)) {
            var job = baton.queue(QUEUE).enqueue(Work.TYPE, Work.QUICK);
            assertThat(job.await(SOON)).isEqualTo(new Work.Receipt("worker", 1));
            await().atMost(SOON).until(() -> worker.stats().done() == 1);
            assertThat(worker.stats().adopted()).isEqualTo(1);
            assertThat(Audit.atRest(redis, QUEUE, List.of(job.id()))).isEmpty();
            assertThat(Event.read(log)).anyMatch(event -> event.fact("point").equals("MOVED"));
            System.out.println("BLMOVE, answer never delivered: the bare id was adopted and done");
        }
    }

    private void adopts(End end, RedisServer server, RawRedis redis, Predicate<byte[]> request, boolean idle) {
        Path log = directory.resolve("log");
        try (var wire = FaultProxy.to(server);
                var baton = Baton.connect(server.uri())) {
            var queue = baton.queue(QUEUE);
            if (!idle) {
                queue.enqueue(Work.TYPE, Work.QUICK, how -> how.id("order-1"));
            }
            Fault lost = wire.dropNextReplyMatching(request, end);
            try (var worker = FaultWorker.start(plan(wire.uri()), log)) {
                lost.awaitForwarded(SOON);
                if (idle) {
                    queue.enqueue(Work.TYPE, Work.QUICK, how -> how.id("order-1"));
                }
                lost.awaitTriggered(SOON);
                long triggered = System.nanoTime();
                await().atMost(SOON)
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> queue.status("order-1").orElseThrow() == JobStatus.DONE);
                Duration took = Duration.ofNanos(System.nanoTime() - triggered);
                await().atMost(SOON).until(() -> worker.stats().done() == 1);
                if (!idle) {
                    assertThat(worker.stats().adopted()).isEqualTo(1);
                }
                // Two heartbeats, and what a busy machine may take for the rest.
                assertThat(took).isLessThan(HEARTBEAT.multipliedBy(2).plusSeconds(10));
                System.out.printf(
                        "%s, answer lost by %s: taken up and done after %d ms (heartbeat %d ms)%n",
                        idle ? "BLMOVE" : "claim", end, took.toMillis(), HEARTBEAT.toMillis());
            }
            assertThat(Audit.atRest(redis, QUEUE, List.of("order-1"))).isEmpty();
            assertThat(Snapshot.of(redis, QUEUE).tries("order-1")).isEqualTo("0 0");
            assertThat(Ledger.of(List.of(Event.read(log))).attempts("order-1")).containsExactly(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCompletionIsRecordedOnceAndItsJobNotRunAgain(End end, RedisServer server, RawRedis redis) {
        Path log = directory.resolve("log");
        try (var wire = FaultProxy.to(server);
                var baton = Baton.connect(server.uri());
                var worker = FaultWorker.start(plan(wire.uri()), log)) {
            var job = baton.queue(QUEUE).enqueue(Work.TYPE, new Work(Deed.WAIT, 0), how -> how.id("order-1"));
            await().atMost(SOON).until(() -> job.status() == JobStatus.IN_PROGRESS);
            Fault lost = wire.dropNextReplyMatching(CLAIM.and(containing("order-1")), end);
            worker.go();
            lost.awaitTriggered(SOON);
            assertThat(job.status()).isEqualTo(JobStatus.DONE);
            await().atMost(SOON).until(() -> worker.stats().done() == 1);
            // It goes on, and finds nothing of the first job to do.
            var next = baton.queue(QUEUE).enqueue(Work.TYPE, Work.QUICK, how -> how.id("order-2"));
            next.await(SOON);
            await().atMost(SOON).until(() -> worker.stats().done() == 2);
            assertThat(worker.stats().lost()).isZero();
            assertThat(Audit.atRest(redis, QUEUE, List.of("order-1", "order-2")))
                    .isEmpty();
            assertThat(Ledger.of(List.of(Event.read(log))).attempts("order-1")).containsExactly(1);
            System.out.printf("complete, answer lost by %s: done once, counted once, run once%n", end);
        }
    }
}
