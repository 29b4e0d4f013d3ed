package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I4;
import static dev.baton.chaos.check.Invariant.I5;
import static dev.baton.chaos.check.Invariant.I6;
import static dev.baton.chaos.check.Invariant.I9;

import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.Point;
import dev.baton.chaos.worker.Work;
import dev.baton.chaos.worker.Work.Deed;
import java.time.Duration;
import java.util.List;

/** Workers that stand still, or are slow, for longer than a heartbeat's expiry. */
final class Pauses {
    private Pauses() {}

    static List<Row> rows() {
        return List.of(
                Row.of(
                        "F-W10",
                        "SIGSTOP past the expiry, then SIGCONT: in the handler, before it, and before the completion"
                                + " is sent",
                        Sabotage.COMPLETES_WITHOUT_PROOF,
                        scene -> {
                            freezeInTheHandler(scene);
                            freezeAt(scene, Point.COMPLETING);
                            freezeAt(scene, Point.CLAIMED);
                            scene.judge();
                        },
                        I1,
                        I4,
                        I5,
                        I6),
                Row.of(
                        "F-W11",
                        "a small heap full of garbage, then a stall of twice the expiry",
                        Sabotage.THE_DEAD_LIVE,
                        Pauses::garbage,
                        I1,
                        I4,
                        I5,
                        I6),
                Row.of(
                        "F-W12",
                        "a handler that takes five expiries",
                        Sabotage.RENEWS_NOTHING,
                        scene -> {
                            Actor slow = scene.worker("slow", scene.plan());
                            Actor other = scene.worker("other", scene.plan());
                            slow.awaitReady();
                            other.awaitReady();
                            String id = scene.enqueue(new Work(Deed.DO, 7500)).id();
                            scene.judge();
                            scene.require(I5, scene.history().count("start", id) == 1, "it started more than once");
                        },
                        I1,
                        I5));
    }

    /** It is told that its claim is lost, and goes on under a new name. */
    private static void freezeInTheHandler(Scene scene) throws InterruptedException {
        Actor frozen = scene.worker("frozen", scene.plan());
        frozen.awaitReady();
        String id = scene.enqueue(Work.WAITING).id();
        frozen.await("start");
        frozen.freeze();
        Actor second = scene.worker("second", scene.plan());
        second.awaitReady();
        second.order("go");
        scene.await("the other worker to do the job", () -> scene.status(id).equals("done"));
        second.terminate();
        second.exitCode();
        frozen.thaw();
        String stop = frozen.await("told", event -> event.id().equals(id)).fact("stop");
        scene.require(I6, stop.equals("CLAIM_LOST"), "the handler was told " + stop);
        frozen.await("lost", event -> event.id().equals(id));
        String more = scene.enqueue(Work.QUICK).id();
        scene.await("it works under a new name", () -> scene.status(more).equals("done"));
        scene.require(I9, frozen.history().of("join").count() > 1, "it did not join under a new name");
        frozen.terminate();
        frozen.exitCode();
    }

    /** What it sends when it is too late changes nothing. */
    private static void freezeAt(Scene scene, Point point) throws InterruptedException {
        Actor frozen = scene.worker("frozen-" + point, scene.plan().holdAt(point));
        frozen.awaitReady();
        frozen.order("go");
        String id = scene.enqueue(Work.WAITING).id();
        frozen.awaitAt(point);
        frozen.freeze();
        Actor second = scene.worker("second-" + point, scene.plan());
        second.await("start", event -> event.id().equals(id));
        List<String> held = scene.look().held();
        frozen.thaw();
        frozen.order("pass");
        if (point == Point.COMPLETING) {
            frozen.await("lost", event -> event.id().equals(id));
        } else {
            scene.await("it joins again", () -> frozen.history().of("join").count() > 1);
        }
        scene.require(
                I4,
                scene.status(id).equals("in-progress") && scene.look().held().equals(held),
                "a late " + point + " moved the job: it is " + scene.status(id) + ", held "
                        + scene.look().held());
        second.order("go");
        scene.await("the holder to end the job", () -> scene.status(id).equals("done"));
        for (Actor each : List.of(frozen, second)) {
            each.terminate();
            each.exitCode();
        }
    }

    private static void garbage(Scene scene) throws InterruptedException {
        Actor choked = scene.worker(
                "choked", scene.plan().concurrency(4).jvm("-Xmx48m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        choked.awaitReady();
        scene.enqueue(new Work(Deed.GARBAGE, 2500), 4);
        scene.await("garbage to be made", () -> choked.history().count("start").size() == 4);
        choked.freeze();
        Actor second = scene.worker("second", scene.plan().concurrency(4));
        second.awaitReady();
        scene.await(
                "a claim of the stalled worker to be taken back",
                () -> scene.look().counter("reclaimed") > 0);
        scene.pass(Duration.ofMillis(1500));
        choked.thaw();
        scene.judge();
    }
}
