package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I2;
import static dev.baton.chaos.check.Invariant.I3;
import static dev.baton.chaos.check.Invariant.I4;
import static dev.baton.chaos.check.Invariant.I5;
import static dev.baton.chaos.check.Invariant.I9;

import dev.baton.chaos.check.Checker;
import dev.baton.chaos.check.Snapshot;
import dev.baton.chaos.log.EventLog;
import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.Work;
import dev.baton.embedded.RedisServer;
import dev.baton.testkit.ClusterSetup;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.SlotMove;
import java.util.List;

/** A cluster of three primaries with a replica each, whose nodes die and whose slots move. */
final class Clusters {
    private static final int JOBS = 3_000;
    private static final int MOVES = 3;

    private Clusters() {}

    static List<Row> rows() {
        return List.of(
                Row.of(
                                "F-C1",
                                "kill -9 of the cluster node that has the queue",
                                Sabotage.GOES_DEAF,
                                Clusters::loseANode,
                                I1,
                                I2,
                                I3,
                                I4,
                                I5,
                                I9)
                        .slow(),
                Row.of(
                                "F-C2",
                                "the queue's slot moves to other nodes under load, and for a while its keys are in two"
                                        + " places",
                                Sabotage.GOES_DEAF,
                                Clusters::moveTheSlot,
                                I1,
                                I2,
                                I5,
                                I9)
                        .slow(),
                Row.of(
                                "F-C3",
                                "two queues on two nodes, through one client",
                                Sabotage.RETRIES_NEVER,
                                Clusters::twoSlots,
                                I1,
                                I2)
                        .slow());
    }

    private static void loseANode(Scene scene) throws Exception {
        ClusterSetup cluster = cluster(scene);
        RedisServer former = scene.server();
        Actor producer = load(scene);
        Failovers.awaitEffects(scene, 200);
        scene.faultOnAll("failover");
        long killed = EventLog.now();
        former.kill();
        RedisServer successor = cluster.awaitSuccessor(former, slot(scene, cluster), Failovers.PROMOTION);
        // The others refuse their clients until they know the successor.
        cluster.awaitWell(Failovers.PROMOTION);
        long pause = Failovers.awaitEffectAfterPromotion(scene);
        Failovers.forgets(scene, killed);
        scene.moveTo(successor);
        producer.await("over");
        scene.judge();
        scene.remark("jobs run again " + pause + " ms after the promotion");
    }

    private static void moveTheSlot(Scene scene) throws Exception {
        ClusterSetup cluster = cluster(scene);
        Actor producer = load(scene);
        int slot = slot(scene, cluster);
        for (int i = 1; i <= MOVES; i++) {
            Failovers.awaitEffects(scene, 200);
            RedisServer source = cluster.ownerOf(slot);
            RedisServer target = cluster.servers().subList(0, 3).stream()
                    .filter(server -> server != source)
                    .skip(i % 2)
                    .findFirst()
                    .orElseThrow();
            SlotMove move = cluster.move(slot, target);
            move.moveKeys(20);
            scene.await("somebody to ask for keys in two places", () -> refused(source, "TRYAGAIN"));
            move.finish();
            scene.moveTo(target);
            scene.awaitLively();
        }
        producer.await("over");
        scene.judge();
        scene.require(
                I5,
                scene.history().repeated("start").isEmpty(),
                "a job started twice, though nobody died: " + scene.history().repeated("start"));
        scene.require(
                I9, !producer.history().has("enq.refused", event -> true), "the producer was told of a moving slot");
        scene.remark(MOVES + " moves, every job started once, nobody was told");
    }

    private static void twoSlots(Scene scene) throws Exception {
        ClusterSetup cluster = cluster(scene);
        RedisServer elsewhere = cluster.servers().subList(0, 3).stream()
                .filter(server -> server != scene.server())
                .findFirst()
                .orElseThrow();
        String other = cluster.queueOn(elsewhere, "other");
        scene.worker("here", scene.plan().concurrency(4)).awaitReady();
        scene.worker("there", scene.plan().queue(other).concurrency(4)).awaitReady();
        for (int i = 0; i < 200; i++) {
            Work work = i % 10 == 0 ? Work.FAILING : Work.QUICK;
            scene.enqueue(work);
            scene.baton().queue(other).enqueue(Work.TYPE, work);
        }
        try (var redis = RawRedis.connect(elsewhere)) {
            scene.await(
                    "the other queue's jobs to be done",
                    () -> redis.number("LLEN", "baton:{" + other + "}:done") == 200);
            scene.judge();
            scene.violations().addAll(Checker.atRest(Snapshot.of(redis, other)));
        }
    }

    private static ClusterSetup cluster(Scene scene) {
        ClusterSetup cluster = scene.closing(ClusterSetup.start());
        scene.build(cluster.uri(), cluster.ownerOf(slot(scene, cluster)));
        return cluster;
    }

    private static int slot(Scene scene, ClusterSetup cluster) {
        return cluster.slotOf(scene.queue());
    }

    private static Actor load(Scene scene) throws InterruptedException {
        Failovers.workers(scene);
        return scene.cast().producer("producer", scene.uri(), scene.queue(), JOBS, 5, 0);
    }

    private static boolean refused(RedisServer server, String code) {
        try (var redis = RawRedis.connect(server)) {
            return String.valueOf(redis.text("INFO", "errorstats")).contains("errorstat_" + code);
        }
    }
}
