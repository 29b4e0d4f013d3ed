package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I3;
import static dev.baton.chaos.check.Invariant.I5;
import static dev.baton.chaos.check.Invariant.I6;
import static dev.baton.chaos.check.Invariant.I9;

import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.Work;
import dev.baton.chaos.worker.Work.Deed;
import java.time.Duration;
import java.util.List;

/** Handlers that do what handlers should not. */
final class Handlers {
    private static final List<Deed> ERRORS = List.of(Deed.ERROR_ONCE, Deed.OVERFLOW_ONCE, Deed.OUT_OF_MEMORY_ONCE);

    private Handlers() {}

    static List<Row> rows() {
        return List.of(
                Row.of(
                        "F-W13",
                        "a handler throws an Error, overflows the stack, runs out of memory (-Xmx64m)",
                        Sabotage.SWALLOWS_RETRIES,
                        Handlers::errors,
                        I1,
                        I3,
                        I5,
                        I9),
                Row.of(
                        "F-W14",
                        "a handler outlives its time-out and ignores its interrupt",
                        Sabotage.RENEWS_NOTHING,
                        Handlers::ignoresItsInterrupt,
                        I1,
                        I5,
                        I6),
                Row.of("F-W15", "System.exit in a handler", Sabotage.RECLAIMS_TO_NOWHERE, Handlers::exits, I1, I3, I5),
                Row.of(
                        "F-W16",
                        "a handler leaves a thread behind that is no daemon",
                        Sabotage.NEVER_CLOSES,
                        scene -> {
                            Actor worker = scene.worker("worker", scene.plan());
                            worker.awaitReady();
                            scene.enqueue(new Work(Deed.LEAVE_A_THREAD, 0), 3);
                            scene.judge();
                        },
                        I1,
                        I9));
    }

    private static void errors(Scene scene) throws InterruptedException {
        Actor worker = scene.worker(
                "worker", scene.plan().concurrency(2).jvm("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        worker.awaitReady();
        for (Deed deed : ERRORS) {
            scene.enqueue(new Work(deed, 0));
            scene.enqueue(Work.QUICK, 20);
        }
        scene.await(
                "every job to end, or the worker",
                () -> !worker.isAlive() || scene.look().counter("done") == 63);
        scene.remark(worker.isAlive() ? "the worker went on" : "the worker ended by itself");
        if (!worker.isAlive()) {
            worker.fault("end");
            scene.worker("successor", scene.plan().concurrency(2)).awaitReady();
        }
        scene.judge();
    }

    /** Interrupted, then counted as leaked; it keeps its claim, and nobody else runs the job meanwhile. */
    private static void ignoresItsInterrupt(Scene scene) throws InterruptedException {
        Actor stubborn = scene.worker("stubborn", scene.plan());
        stubborn.awaitReady();
        String id = scene.enqueue(Work.LIMITED, List.of(new Work(Deed.IGNORE_INTERRUPTS, 0)))
                .get(0)
                .id();
        stubborn.await("ignored");
        Actor other = scene.worker("other", scene.plan());
        other.awaitReady();
        long started = scene.history().count("start", id);
        // Several expiries in which the claim might be taken away.
        scene.enqueue(new Work(Deed.DO, 5000));
        other.await("effect");
        scene.require(
                I6, scene.history().count("start", id) == started, "another worker ran it while the thread still did");
        stubborn.order("go");
        other.order("go");
        scene.judge();
    }

    /** The exit is an orderly stop for the others; the culprit cannot be released and is counted as a crash. */
    private static void exits(Scene scene) throws InterruptedException {
        Actor worker = scene.worker("worker", scene.plan().concurrency(3).grace(Duration.ofMillis(500)));
        worker.awaitReady();
        scene.enqueue(Work.WAITING, 2);
        scene.await("the siblings to run", () -> worker.history().count("start").size() == 2);
        worker.fault("exit");
        scene.enqueue(new Work(Deed.EXIT_ONCE, 0));
        int code = worker.exitCode();
        scene.require(I1, code == 7, "the exit code was " + code);
        Actor successor = scene.worker("successor", scene.plan().concurrency(3));
        successor.awaitReady();
        successor.order("go");
        scene.judge();
    }
}
