package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I10;
import static dev.baton.chaos.check.Invariant.I3;
import static dev.baton.chaos.check.Invariant.I5;

import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.Work;
import dev.baton.chaos.worker.Work.Deed;
import java.util.List;

/** A job that kills every JVM it runs in. */
final class Poison {
    private static final int INNOCENTS = 50;
    private static final int MOST = 3;

    private Poison() {}

    static List<Row> rows() {
        return List.of(Row.of(
                "F-W19",
                "a job that kills its JVM, among 50 others in the same worker",
                Sabotage.BURIES_NEVER,
                Poison::crashLoop,
                I1,
                I3,
                I5,
                I10));
    }

    private static void crashLoop(Scene scene) throws InterruptedException {
        String killer = scene.enqueue(new Work(Deed.KILL, INNOCENTS)).id();
        List<String> innocents = scene.enqueue(new Work(Deed.DO, 40), INNOCENTS).stream()
                .map(job -> job.id())
                .toList();
        int crashes = 0;
        boolean over = false;
        while (!over) {
            scene.require(I10, crashes <= MOST, "the job killed " + crashes + " workers and lives");
            Actor worker = scene.worker("worker-" + crashes, scene.plan().concurrency(INNOCENTS + 1));
            worker.fault("killer");
            worker.awaitReady();
            scene.await("the end of the worker or of the work", () -> !worker.isAlive() || isOver(scene));
            over = worker.isAlive();
            if (!over) {
                int code = worker.exitCode();
                scene.require(I1, code == 9, worker + " ended with " + code + ": " + worker.errors());
                crashes++;
            }
        }
        scene.judge();
        int starts = scene.history().count("start", killer);
        scene.require(I10, scene.status(killer).equals("dead"), "the killer is " + scene.status(killer));
        scene.require(I10, starts <= MOST, "the killer started " + starts + " times");
        scene.require(
                I10,
                innocents.stream().allMatch(id -> scene.status(id).equals("done")),
                "not all of the innocent are done");
        scene.remark("dead after " + starts + " starts, all " + INNOCENTS + " others done");
    }

    private static boolean isOver(Scene scene) {
        return scene.redis().number("LLEN", scene.key("done")) + scene.redis().number("ZCARD", scene.key("dead"))
                > INNOCENTS;
    }
}
