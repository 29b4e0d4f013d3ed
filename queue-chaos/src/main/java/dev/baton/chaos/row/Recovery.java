package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I3;
import static dev.baton.chaos.check.Invariant.I5;
import static dev.baton.chaos.check.Invariant.I9;

import dev.baton.chaos.log.Event;
import dev.baton.chaos.log.EventLog;
import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.Work;
import dev.baton.chaos.worker.WorkerPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** How long it takes from the kill -9 of a worker until its jobs run again. */
final class Recovery {
    private static final int FEW = 10;
    private static final int MANY = 50;
    /** Killed at once: more processes than this, and a small machine measures itself. */
    private static final int AT_ONCE = 5;

    private Recovery() {}

    static List<Row> rows() {
        return List.of(
                row("K-10", "kill -9 of 10 workers with the default heartbeat", FEW, true, 15),
                row("K-50", "kill -9 of 50 workers with the default heartbeat", MANY, true, 15)
                        .slow(),
                row("K-50-fast", "kill -9 of 50 workers with the fast heartbeat of docs/worker.md", MANY, false, 4)
                        .slow());
    }

    private static Row row(String id, String fault, int kills, boolean defaults, int limitSeconds) {
        return Row.of(
                id,
                fault,
                Sabotage.RECLAIMS_TO_NOWHERE,
                scene -> killMany(scene, kills, defaults, limitSeconds),
                I1,
                I3,
                I5,
                I9);
    }

    private static void killMany(Scene scene, int kills, boolean defaults, int limitSeconds)
            throws InterruptedException {
        WorkerPlan plan = defaults
                ? scene.plan().defaults()
                : scene.plan().heartbeat(Duration.ofMillis(600), Duration.ofMillis(1800));
        var took = new ArrayList<Long>();
        while (took.size() < kills) {
            took.addAll(killSome(scene, plan, took.size(), Math.min(AT_ONCE, kills - took.size())));
        }
        scene.judge();
        Collections.sort(took);
        double p50 = took.get(took.size() / 2) / 1e6;
        double max = took.get(took.size() - 1) / 1e6;
        scene.remark(String.format(
                Locale.ROOT, "%d kills: jobs run again after %.1f s (p50), %.1f s at most", kills, p50, max));
        scene.require(I9, max <= limitSeconds, String.format(Locale.ROOT, "it took %.1f s to run a job again", max));
    }

    /** Each holds a job before their heir begins, so that it can have those jobs from their deaths alone. */
    private static List<Long> killSome(Scene scene, WorkerPlan plan, int from, int number) throws InterruptedException {
        Actor heir = scene.worker("heir-" + from, plan.concurrency(number).later());
        var victims = new ArrayList<Actor>();
        for (int i = 0; i < number; i++) {
            victims.add(scene.worker("victim-" + (from + i), plan));
        }
        for (Actor victim : victims) {
            victim.awaitReady();
        }
        heir.await("up");
        scene.enqueue(Work.WAITING, number);
        for (Actor victim : victims) {
            victim.await("start");
        }
        heir.order("begin").awaitReady();
        var killed = new ArrayList<Long>();
        for (Actor victim : victims) {
            scene.pass(Duration.ofMillis(100 + scene.random().nextInt(900)));
            killed.add(EventLog.now());
            victim.kill();
        }
        var took = new ArrayList<Long>();
        for (int i = 0; i < number; i++) {
            String id = victims.get(i).await("start").id();
            Event again = heir.await("start", event -> event.id().equals(id));
            took.add(again.at() - killed.get(i));
        }
        heir.order("go");
        scene.await("the heir to do them all", () -> heir.history().of("effect").count() == number);
        heir.terminate();
        heir.exitCode();
        return took;
    }
}
