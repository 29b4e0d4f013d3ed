package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I2;
import static dev.baton.chaos.check.Invariant.I4;
import static dev.baton.chaos.check.Invariant.I5;
import static dev.baton.chaos.check.Invariant.I8;
import static dev.baton.chaos.check.Invariant.I9;

import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.Work;
import dev.baton.chaos.worker.Work.Deed;
import dev.baton.testkit.Direction;
import dev.baton.testkit.End;
import dev.baton.testkit.FaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Wires between workers and Redis that lose answers, go silent, are slow, or are cut. */
final class Wires {
    /** So long that nothing can have been recovered by it. */
    private static final Duration NEVER = Duration.ofMinutes(5);

    private Wires() {}

    static List<Row> rows() {
        return List.of(
                Row.of(
                        "F-N1",
                        "the wire is cut at bytes of a reply, by FIN and RST, while the worker claims, waits and"
                                + " completes",
                        Sabotage.NEVER_ADOPTS,
                        Wires::cuts,
                        I1,
                        I2,
                        I8,
                        I9),
                Row.of(
                                "F-N2",
                                "half-open wires: nothing passes to Redis, from Redis, or either way",
                                Sabotage.GOES_DEAF,
                                Wires::halfOpen,
                                I1,
                                I2,
                                I9)
                        .slow(),
                Row.of(
                                "F-N3",
                                "500 ms of latency, jitter, 4 KB/s, with the default heartbeat",
                                Sabotage.RENEWS_NOTHING,
                                Wires::slow,
                                I1,
                                I5)
                        .slow(),
                Row.of(
                                "F-N4",
                                "a worker is cut off from Redis past its expiry while producers and others are not",
                                Sabotage.COMPLETES_WITHOUT_PROOF,
                                Wires::cutOff,
                                I1,
                                I4,
                                I5)
                        .slow(),
                Row.of(
                        "F-N5",
                        "CLIENT KILL of all connections each second, with the fast heartbeat of docs/worker.md",
                        Sabotage.GOES_DEAF,
                        Wires::storm,
                        I1,
                        I5,
                        I9));
    }

    /** At bytes all over the replies of the first rounds: the wire counts what passes in all connections together. */
    private static void cuts(Scene scene) throws InterruptedException {
        FaultProxy wire = scene.wire();
        Actor worker = scene.worker("worker", scene.plan().uri(wire.uri()).heartbeat(Duration.ofMillis(300), NEVER));
        worker.awaitReady();
        int cuts = 0;
        for (End end : End.values()) {
            // A claim that is executed, and whose answer is not told: the entry stands, and is adopted.
            var lost = wire.dropNextReplyMatching(
                    FaultProxy.containing(scene.key("processing:"))
                            .and(FaultProxy.containing(scene.key("done")))
                            .or(FaultProxy.containing("BLMOVE")),
                    end);
            lost.awaitForwarded(Duration.ofSeconds(30));
            scene.enqueue(Work.QUICK, 2);
            lost.awaitTriggered(Duration.ofSeconds(30));
            scene.checkNow();
        }
        for (int i = 0; i < 24; i++) {
            var cut = wire.cutAfter(scene.random().nextInt(600), i % 2 == 0 ? End.FIN : End.RST);
            scene.enqueue(Work.QUICK, 2);
            cut.awaitTriggered(Duration.ofSeconds(30));
            cuts++;
            scene.checkNow();
        }
        wire.heal();
        scene.judge();
        scene.require(I5, scene.look().counter("reclaimed") == 0, "claims were taken back");
        scene.remark(cuts + " cuts, every job started once: "
                + scene.history().repeated("start").isEmpty());
    }

    private static void halfOpen(Scene scene) throws InterruptedException {
        FaultProxy wire = scene.wire();
        Actor worker = scene.worker(
                "worker",
                scene.plan()
                        .uri(wire.uri())
                        .commandTimeout(Duration.ofSeconds(4))
                        .heartbeat(Duration.ofMillis(500), Duration.ofSeconds(3)));
        worker.awaitReady();
        worker.fault("black-hole");
        for (Direction direction : Direction.values()) {
            scene.enqueue(Work.QUICK, 3);
            wire.blackHole(direction);
            scene.enqueue(Work.QUICK, 3);
            scene.pass(Duration.ofSeconds(25));
            wire.heal();
            scene.awaitLively();
            scene.checkNow();
        }
        scene.judge();
    }

    private static void slow(Scene scene) throws InterruptedException {
        FaultProxy wire = scene.wire();
        var plan = scene.plan().uri(wire.uri()).defaults().concurrency(4);
        Actor one = scene.worker("one", plan);
        Actor two = scene.worker("two", plan);
        one.awaitReady();
        two.awaitReady();
        // They are still held long after the wire is well, when no reclaimer doubts any more what it sees.
        scene.enqueue(new Work(Deed.DO, 45_000), 4);
        wire.delay(Duration.ofMillis(250));
        scene.enqueue(Work.QUICK, 30);
        for (int i = 0; i < 20; i++) {
            wire.delay(Duration.ofMillis(scene.random().nextInt(400)));
            scene.pass(Duration.ofMillis(500));
        }
        wire.throttle(4096);
        scene.enqueue(Work.QUICK, 10);
        scene.pass(Duration.ofSeconds(10));
        wire.heal();
        scene.judge();
        scene.require(I5, scene.look().counter("reclaimed") == 0, "claims were taken back");
    }

    private static void cutOff(Scene scene) throws InterruptedException {
        FaultProxy wire = scene.wire();
        Actor away = scene.worker("away", scene.plan().uri(wire.uri()).commandTimeout(Duration.ofSeconds(2)));
        away.awaitReady();
        away.fault("partition");
        String id = scene.enqueue(Work.WAITING).id();
        away.await("start");
        wire.blackHole(Direction.BOTH);
        Actor there = scene.worker("there", scene.plan());
        there.await("start", event -> event.id().equals(id));
        away.order("go");
        away.await("effect");
        scene.pass(Duration.ofSeconds(3));
        wire.heal();
        scene.pass(Duration.ofSeconds(2));
        scene.require(I4, scene.status(id).equals("in-progress"), "the late one ended the job: " + scene.status(id));
        there.order("go");
        scene.awaitLively();
        scene.judge();
    }

    private static void storm(Scene scene) throws InterruptedException {
        var plan = scene.plan().concurrency(4).heartbeat(Duration.ofMillis(600), Duration.ofMillis(1800));
        List<Actor> workers = List.of(scene.worker("one", plan), scene.worker("two", plan));
        for (Actor worker : workers) {
            worker.awaitReady();
        }
        scene.enqueue(new Work(Deed.DO, 12_000), 4);
        Actor producer = scene.cast().producer("producer", scene.server().uri(), scene.queue(), 500, 15, 20);
        producer.await("enq.ok");
        long before = connects(scene);
        int kills = 12;
        for (int i = 0; i < kills; i++) {
            scene.redis().call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            scene.pass(Duration.ofSeconds(1));
        }
        long perKill = (connects(scene) - before) / kills;
        scene.awaitLively();
        producer.await("over");
        scene.judge();
        scene.require(I5, scene.look().counter("reclaimed") == 0, "claims were taken back");
        scene.require(I9, perKill <= 40, perKill + " connections were made for each kill");
        scene.remark(kills + " kills, " + perKill + " connections made for each, no claim lost");
    }

    private static long connects(Scene scene) {
        return Objects.requireNonNull(scene.redis().text("INFO", "stats"))
                .lines()
                .filter(line -> line.startsWith("total_connections_received:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .sum();
    }
}
