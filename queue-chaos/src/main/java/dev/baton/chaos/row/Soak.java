package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I2;
import static dev.baton.chaos.check.Invariant.I3;
import static dev.baton.chaos.check.Invariant.I4;
import static dev.baton.chaos.check.Invariant.I5;
import static dev.baton.chaos.check.Invariant.I6;
import static dev.baton.chaos.check.Invariant.I8;
import static dev.baton.chaos.check.Invariant.I9;

import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.WorkerPlan;
import dev.baton.embedded.RedisServer;
import dev.baton.testkit.Direction;
import dev.baton.testkit.End;
import dev.baton.testkit.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All faults at random, one after the other, with producers and workers at work; the keys are looked at after each. */
public final class Soak {
    private static final int WORKERS = 3;
    private static final Duration EXPIRY = Duration.ofSeconds(3);

    private final Scene scene;
    private final Consumer<String> progress;
    private final List<Actor> workers = new ArrayList<>();
    private final FaultProxy wire;
    private int made;
    private int faults;

    /** What can happen. */
    private enum Fault {
        KILL_A_WORKER,
        STOP_A_WORKER,
        KILL_REDIS,
        STOP_REDIS,
        LOSE_ANSWERS,
        CUT,
        BLACK_HOLE,
        DELAY,
        KILL_CLIENTS,
        FLUSH_SCRIPTS
    }

    private Soak(Scene scene, Consumer<String> progress) {
        this.scene = scene;
        this.progress = progress;
        scene.build(RedisServer.builder()
                .appendOnly(scene.directory().resolve("redis"))
                .option("appendfsync", "always"));
        this.wire = scene.wire();
    }

    /** The row F-S2, of this length. */
    public static Row row(Duration length, Consumer<String> progress) {
        return Row.of(
                        "F-S2",
                        "all faults at random for " + length.toSeconds() + " s",
                        Sabotage.RECLAIMS_TO_NOWHERE,
                        scene -> new Soak(scene, progress).run(length),
                        I1,
                        I2,
                        I3,
                        I4,
                        I5,
                        I6,
                        I8,
                        I9)
                .slow();
    }

    private void run(Duration length) throws InterruptedException {
        for (int i = 0; i < WORKERS; i++) {
            workers.add(newWorker());
        }
        for (Actor worker : workers) {
            worker.awaitReady();
        }
        // Every fault may take claims from whoever is slow on a busy machine; what must hold is everything else.
        scene.faultOnAll("soak");
        int jobs = (int) (length.toMillis() / 10);
        Actor producer = scene.cast().producer("producer", wire.uri(), scene.queue(), jobs, 8, 20);
        producer.await("enq.ok");
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() - end < 0) {
            Fault fault = Fault.values()[scene.random().nextInt(Fault.values().length)];
            inject(fault);
            wire.heal();
            faults++;
            scene.pass(Duration.ofMillis(500L + scene.random().nextInt(1500)));
            scene.checkNow();
            if (!scene.violations().isEmpty()) {
                break;
            }
            progress.accept(faults + " " + fault + ": done "
                    + scene.redis().number("LLEN", scene.key("done")) + ", keys "
                    + scene.redis().number("DBSIZE"));
        }
        scene.awaitLively();
        producer.kill();
        scene.judge();
        long keys = scene.redis().number("DBSIZE");
        long ended =
                scene.redis().number("LLEN", scene.key("done")) + scene.redis().number("ZCARD", scene.key("dead"));
        long told = scene.look().names().filter(name -> name.endsWith(":run")).count();
        scene.require(I3, keys <= 2 * ended + told + 12, "keys grow: " + keys + " for " + ended + " jobs");
        scene.remark(faults + " faults, " + ended + " jobs, " + keys + " keys");
    }

    private void inject(Fault fault) throws InterruptedException {
        int which = scene.random().nextInt(WORKERS);
        switch (fault) {
            case KILL_A_WORKER -> {
                workers.get(which).kill();
                workers.set(which, newWorker());
            }
            case STOP_A_WORKER -> {
                workers.get(which).freeze();
                scene.pass(Duration.ofMillis(scene.random().nextInt(2 * (int) EXPIRY.toMillis())));
                workers.get(which).thaw();
            }
            case KILL_REDIS -> {
                scene.server().kill();
                scene.server().start();
                scene.reconnect();
            }
            case STOP_REDIS -> {
                scene.server().suspend();
                scene.pass(Duration.ofMillis(scene.random().nextInt(2 * (int) EXPIRY.toMillis())));
                scene.server().resume();
            }
            case LOSE_ANSWERS -> {
                wire.dropReplies(scene.random().nextBoolean() ? End.FIN : End.RST);
                scene.pass(Duration.ofMillis(scene.random().nextInt(1000)));
            }
            case CUT -> wire.cutAfter(scene.random().nextInt(5000), End.RST);
            case BLACK_HOLE -> {
                wire.blackHole(Direction.values()[scene.random().nextInt(Direction.values().length)]);
                scene.pass(Duration.ofMillis(scene.random().nextInt(8000)));
            }
            case DELAY -> {
                wire.delay(Duration.ofMillis(scene.random().nextInt(300)));
                scene.pass(Duration.ofMillis(scene.random().nextInt(3000)));
            }
            case KILL_CLIENTS -> scene.redis().call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            case FLUSH_SCRIPTS -> scene.redis().call("SCRIPT", "FLUSH");
        }
    }

    private Actor newWorker() {
        WorkerPlan plan = scene.plan()
                .uri(wire.uri())
                .concurrency(4)
                .commandTimeout(Duration.ofSeconds(2))
                .heartbeat(Duration.ofMillis(500), EXPIRY);
        return scene.worker("worker-" + made++, plan);
    }
}
