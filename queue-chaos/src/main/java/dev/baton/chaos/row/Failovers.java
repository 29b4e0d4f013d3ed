package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I12;
import static dev.baton.chaos.check.Invariant.I2;
import static dev.baton.chaos.check.Invariant.I3;
import static dev.baton.chaos.check.Invariant.I4;
import static dev.baton.chaos.check.Invariant.I5;
import static dev.baton.chaos.check.Invariant.I9;

import dev.baton.JobHandle;
import dev.baton.chaos.log.EventLog;
import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.Work;
import dev.baton.chaos.worker.Work.Deed;
import dev.baton.chaos.worker.WorkerPlan;
import dev.baton.embedded.RedisServer;
import dev.baton.testkit.Direction;
import dev.baton.testkit.End;
import dev.baton.testkit.FaultProxy;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.SentinelSetup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The primary dies, freezes or is cut off, and a replica takes over: what was not replicated is gone, and nothing else. */
final class Failovers {
    static final Duration PROMOTION = Duration.ofSeconds(60);
    /** Sentinel tells a living former primary about ten seconds after the promotion. */
    private static final Duration DESERTION = Duration.ofSeconds(5);

    static final Duration CONSUMING_AGAIN = Duration.ofSeconds(10);
    private static final int JOBS = 5_000;

    private Failovers() {}

    static List<Row> rows() {
        return List.of(
                Row.of(
                                "F-R12",
                                "Sentinel fails over: the primary is killed, crashes, freezes and comes back, and by"
                                        + " SENTINEL FAILOVER",
                                Sabotage.GOES_DEAF,
                                Failovers::failOver,
                                I1,
                                I2,
                                I3,
                                I4,
                                I5,
                                I9)
                        .slow(),
                Row.of(
                                "F-R13",
                                "the link to the replica is frozen while jobs are enqueued, durably and not; then the"
                                        + " replica takes over",
                                Sabotage.CONFIRMS_UNASKED,
                                Failovers::loseTheTail,
                                I1,
                                I2,
                                I12)
                        .slow(),
                Row.of(
                                "F-R14",
                                "split brain: for 10 s one worker and one producer still reach the old primary, the"
                                        + " others the new one",
                                Sabotage.RECLAIMS_TO_NOWHERE,
                                Failovers::split,
                                I1,
                                I2,
                                I4,
                                I5)
                        .slow());
    }

    /** What makes Sentinel look for another primary. */
    private interface Blow {
        void strike(SentinelSetup setup, RedisServer primary) throws IOException;
    }

    private static void failOver(Scene scene) throws Exception {
        SentinelSetup setup = scene.closing(SentinelSetup.start(3));
        scene.build(setup.uri(), setup.primary());
        workers(scene);
        Actor producer = scene.cast().producer("producer", setup.uri(), scene.queue(), JOBS, 5, 20);
        scene.faultOnAll("failover");
        var pauses = new ArrayList<Long>();
        List<Blow> blows = List.of(
                (all, primary) -> primary.kill(),
                (all, primary) -> new ProcessBuilder("kill", "-SEGV", String.valueOf(primary.pid())).start(),
                (all, primary) -> primary.suspend(),
                (all, primary) -> all.failOver());
        for (Blow blow : blows) {
            awaitEffects(scene, 200);
            RedisServer former = setup.primary();
            long struck = EventLog.now();
            blow.strike(setup, former);
            RedisServer successor = setup.awaitSuccessor(former, PROMOTION);
            pauses.add(awaitEffectAfterPromotion(scene));
            if (former.isSuspended()) {
                former.resume();
            }
            if (former.isRunning()) {
                // It takes jobs that nobody will ever see, until it is told to be a replica: who is still there then?
                setup.awaitDeserted(former, DESERTION);
            }
            forgets(scene, struck);
            if (former.isRunning()) {
                setup.awaitReplica(former, PROMOTION);
            }
            scene.moveTo(successor);
        }
        producer.await("over");
        scene.judge();
        scene.remark("4 failovers: jobs run again " + pauses + " ms after the promotion");
    }

    private static void loseTheTail(Scene scene) throws InterruptedException {
        Pair pair = Pair.of(scene);
        FaultProxy way = scene.wire();
        scene.build(way.uri(), pair.primary());
        workers(scene);
        Actor plain = scene.cast().producer("plain", way.uri(), scene.queue(), 1_500, 5, 20);
        Actor durable = scene.cast().durableProducer("durable", way.uri(), scene.queue(), 200, 20);
        awaitEffects(scene, 200);
        scene.faultOnAll("failover");
        long frozen = EventLog.now();
        pair.freeze();
        awaitEffects(scene, 200);
        long unconfirmed = durable.history().count("enq.ok").size()
                - durable.history().count("enq.durable").size();
        pair.primary().kill();
        pair.promote();
        way.leadTo(pair.replica());
        way.endAll(End.RST);
        forgets(scene, frozen);
        scene.moveTo(pair.replica());
        scene.awaitLively();
        plain.await("over");
        durable.await("over");
        scene.judge();
        scene.require(I12, unconfirmed > 0, "no durable enqueue met the frozen link");
        scene.remark(durable.history().count("enq.durable").size() + " jobs confirmed to be on the replica, "
                + unconfirmed + " not confirmed while its link was frozen");
    }

    private static void split(Scene scene) throws InterruptedException {
        Pair pair = Pair.of(scene);
        FaultProxy left = scene.wire();
        FaultProxy right = scene.wire();
        scene.build(right.uri(), pair.primary());
        WorkerPlan plan = scene.plan().concurrency(4);
        scene.worker("left-worker", plan.uri(left.uri())).awaitReady();
        scene.worker("right-worker", plan).awaitReady();
        Actor onTheLeft = scene.cast().producer("left", left.uri(), scene.queue(), 3_000, 5, 20);
        Actor onTheRight = scene.cast().producer("right", right.uri(), scene.queue(), 3_000, 5, 20);
        awaitEffects(scene, 200);
        // In hand when the sides part: one side will finish them, and the other must not know.
        List<String> slow = scene.enqueue(new Work(Deed.DO, 3_000), 6).stream()
                .map(JobHandle::id)
                .toList();
        scene.await("long jobs to run", () -> scene.history().ids("start").containsAll(slow));
        scene.faultOnAll("split");
        long parted = EventLog.now();
        pair.freeze();
        pair.promote();
        right.leadTo(pair.replica());
        right.endAll(End.RST);
        forgets(scene, parted);
        scene.moveTo(pair.replica());
        scene.pass(Duration.ofSeconds(10));
        pair.primary().kill();
        left.leadTo(pair.replica());
        left.endAll(End.RST);
        // What the left was told by the old primary, the new one has never heard of.
        scene.note("rollback since=" + parted + " of=left");
        scene.awaitLively();
        onTheLeft.await("over");
        onTheRight.await("over");
        scene.judge();
    }

    static void workers(Scene scene) throws InterruptedException {
        WorkerPlan plan = scene.plan().concurrency(4).heartbeat(Duration.ofSeconds(1), Duration.ofSeconds(5));
        for (String name : List.of("one", "two")) {
            scene.worker(name, plan).awaitReady();
        }
    }

    static void awaitEffects(Scene scene, int more) throws InterruptedException {
        long wanted = effects(scene) + more;
        scene.await("some work to be done", () -> effects(scene) >= wanted);
    }

    private static long effects(Scene scene) {
        return scene.history().of("effect").count();
    }

    /** To be asked as soon as there is a new primary; in milliseconds. */
    static long awaitEffectAfterPromotion(Scene scene) throws InterruptedException {
        long promoted = EventLog.now();
        scene.await(
                CONSUMING_AGAIN,
                I9,
                "a job to be done after the promotion",
                () -> scene.history().has("effect", event -> event.at() > promoted));
        long first = scene.history()
                .of("effect")
                .filter(event -> event.at() > promoted)
                .findFirst()
                .orElseThrow()
                .at();
        return (first - promoted) / 1_000;
    }

    /** Replication is asynchronous: what was acknowledged up to a second before may be known to the old primary alone. */
    static void forgets(Scene scene, long sinceMicros) {
        scene.note("rollback since=" + (sinceMicros - 1_000_000));
    }

    /** A primary, and a replica at the other end of a wire that can be frozen. */
    private record Pair(RedisServer primary, RedisServer replica, FaultProxy link) {
        static Pair of(Scene scene) throws InterruptedException {
            RedisServer primary = scene.build(RedisServer.builder().inMemory().option("repl-diskless-sync-delay", "0"));
            RedisServer replica = scene.closing(RedisServer.builder().inMemory().start());
            FaultProxy link = scene.wire();
            try (var redis = RawRedis.connect(replica)) {
                redis.call("REPLICAOF", "127.0.0.1", String.valueOf(link.port()));
                scene.await(
                        "the replica to follow",
                        () -> String.valueOf(redis.text("INFO", "replication")).contains("master_link_status:up"));
            }
            return new Pair(primary, replica, link);
        }

        void freeze() {
            link.blackHole(Direction.BOTH);
        }

        /** What is still in the frozen link is lost. */
        void promote() {
            link.close();
            try (var redis = RawRedis.connect(replica)) {
                redis.call("REPLICAOF", "NO", "ONE");
            }
        }
    }
}
