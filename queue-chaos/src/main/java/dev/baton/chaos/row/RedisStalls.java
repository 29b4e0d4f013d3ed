package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I5;
import static dev.baton.chaos.check.Invariant.I9;

import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.Work;
import dev.baton.chaos.worker.Work.Deed;
import dev.baton.embedded.RedisServer;
import java.time.Duration;
import java.util.List;

/** Redis is there, and does not answer for a while. */
final class RedisStalls {
    private static final Duration STALLS = Duration.ofSeconds(5);
    private static final Duration EXPIRY = Duration.ofSeconds(3);

    private RedisStalls() {}

    static List<Row> rows() {
        return List.of(
                Row.of(
                        "F-R2",
                        "SIGSTOP of Redis for three expiries, then SIGCONT",
                        Sabotage.SEES_NO_OUTAGE,
                        RedisStalls::frozen,
                        I1,
                        I5,
                        I9),
                Row.of(
                        "F-R5",
                        "DEBUG SLEEP, CLIENT PAUSE ALL and WRITE, a slow script: each shorter than the expiry",
                        Sabotage.RENEWS_NOTHING,
                        RedisStalls::pauses,
                        I1,
                        I5,
                        I9),
                Row.of(
                        "F-R6",
                        "SCRIPT FLUSH each 50 ms",
                        Sabotage.FAILS_NOW_AND_THEN,
                        RedisStalls::forgottenScripts,
                        I1,
                        I5));
    }

    private static void frozen(Scene scene) throws InterruptedException {
        var plan = scene.plan().concurrency(4).heartbeat(Duration.ofMillis(500), EXPIRY);
        List<Actor> workers = List.of(scene.worker("one", plan), scene.worker("two", plan));
        for (Actor worker : workers) {
            worker.awaitReady();
        }
        scene.enqueue(new Work(Deed.DO, EXPIRY.toMillis() * 3 + 3000), 8);
        scene.await("all handlers to run", () -> scene.starts() == 8);
        scene.enqueue(Work.QUICK, 40);
        scene.server().suspend();
        scene.pass(EXPIRY.multipliedBy(3));
        scene.server().resume();
        scene.awaitLively();
        scene.judge();
        scene.require(
                I5,
                scene.history().repeated("start").isEmpty(),
                "jobs ran twice: " + scene.history().repeated("start"));
        scene.require(I5, scene.look().counter("reclaimed") == 0, "claims were taken back");
        scene.remark("Redis stood still for " + EXPIRY.multipliedBy(3).toSeconds() + " s: 48 jobs started once each");
    }

    private static void pauses(Scene scene) throws InterruptedException {
        scene.build(RedisServer.builder().inMemory().option("enable-debug-command", "local"));
        var plan = scene.plan().concurrency(4).heartbeat(Duration.ofMillis(500), EXPIRY);
        Actor one = scene.worker("one", plan);
        Actor two = scene.worker("two", plan);
        one.awaitReady();
        two.awaitReady();
        // They are still held long after the last stall, when no reclaimer doubts any more what it sees.
        scene.enqueue(new Work(Deed.DO, STALLS.plus(EXPIRY.multipliedBy(4)).toMillis()), 6);
        Actor producer = scene.cast().producer("producer", scene.server().uri(), scene.queue(), 200, 20, 10);
        producer.await("enq.ok");
        scene.redis().call("DEBUG", "SLEEP", "1.2");
        scene.redis().call("CLIENT", "PAUSE", "1200", "WRITE");
        scene.pass(Duration.ofMillis(1300));
        scene.redis().call("CLIENT", "PAUSE", "1200", "ALL");
        scene.pass(Duration.ofMillis(1300));
        scene.redis()
                .call(
                        "EVAL",
                        "local t = redis.call('TIME') local till = t[1] * 1000000 + t[2] + 1000000 "
                                + "repeat t = redis.call('TIME') until t[1] * 1000000 + t[2] > till",
                        "0");
        scene.awaitLively();
        producer.await("over");
        scene.judge();
        scene.require(I5, scene.look().counter("reclaimed") == 0, "claims were taken back");
    }

    private static void forgottenScripts(Scene scene) throws InterruptedException {
        Actor worker = scene.worker(
                "worker", scene.plan().concurrency(8).heartbeat(Duration.ofMillis(300), Duration.ofMinutes(5)));
        worker.awaitReady();
        Actor producer = scene.cast().producer("producer", scene.server().uri(), scene.queue(), 600, 4, 10);
        producer.await("enq.ok");
        int flushes = 0;
        while (!producer.history().has("over", event -> true)) {
            scene.redis().call("SCRIPT", "FLUSH");
            flushes++;
            scene.pass(Duration.ofMillis(50));
        }
        scene.judge();
        String errors = worker.errors() + producer.errors();
        scene.require(I1, !errors.contains(" WARN") && !errors.contains(" ERROR"), "somebody complained: " + errors);
        scene.require(
                I1,
                !scene.history().of("enq.ambiguous").findAny().isPresent(),
                "an enqueue failed, though only scripts were forgotten");
        scene.remark(flushes + " flushes during 600 jobs, nobody noticed");
    }
}
