package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I2;
import static dev.baton.chaos.check.Invariant.I3;
import static dev.baton.chaos.check.Invariant.I5;

import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.Point;
import dev.baton.chaos.worker.Work;
import java.time.Duration;
import java.util.List;

/** A worker is killed by SIGKILL at every point at which it can be; another one brings the job to its end. */
final class WorkerDeaths {
    private WorkerDeaths() {}

    /**
     * What is to be seen after a crash.
     *
     * @param status the job's status while nobody has recovered it
     * @param entryWords words of the dead worker's entry: 0 for none, 1 for a bare id, 3 with nonce and fence
     * @param attempts the numbers of all attempts that started, the dead worker's first
     * @param tries failures and crashes behind the job in the end
     */
    private record Crash(Point point, Work work, String status, int entryWords, List<Integer> attempts, String tries) {}

    static List<Row> rows() {
        Work quick = Work.QUICK;
        return List.of(
                row(
                        "F-W1",
                        "kill -9 before the reply of BLMOVE",
                        Sabotage.SALVAGES_NOTHING,
                        new Crash(Point.MOVED, quick, "pending", 1, List.of(1), "0 0")),
                row(
                        "F-W2",
                        "kill -9 with a bare id in hand, before its claim",
                        Sabotage.SALVAGES_TO_NOWHERE,
                        new Crash(Point.ADOPTING, quick, "pending", 1, List.of(1), "0 0")),
                row(
                        "F-W3",
                        "kill -9 after the claim, before its reply",
                        Sabotage.RECLAIMS_TO_NOWHERE,
                        new Crash(Point.CLAIMED, quick, "in-progress", 3, List.of(2), "0 1")),
                row(
                        "F-W4",
                        "kill -9 before the handler",
                        Sabotage.RECLAIMS_IN_PROGRESS,
                        new Crash(Point.STARTING, quick, "in-progress", 3, List.of(2), "0 1")),
                row(
                        "F-W5",
                        "kill -9 in the handler",
                        Sabotage.COUNTS_NO_CRASH,
                        new Crash(Point.HANDLING, quick, "in-progress", 3, List.of(1, 2), "0 1")),
                row(
                        "F-W6",
                        "kill -9 after the effect, before the completion is sent",
                        Sabotage.RECLAIMS_AGAIN,
                        new Crash(Point.EFFECTED, quick, "in-progress", 3, List.of(1, 2), "0 1"),
                        new Crash(Point.COMPLETING, quick, "in-progress", 3, List.of(1, 2), "0 1")),
                row(
                        "F-W7",
                        "kill -9 after the completion, before its reply",
                        Sabotage.COMPLETES_AND_HOLDS,
                        new Crash(Point.COMPLETED, quick, "done", 0, List.of(1), "0 0")),
                row(
                        "F-W8",
                        "kill -9 in a failure: before the retry is sent, and before its reply",
                        Sabotage.RETRIES_NEVER,
                        new Crash(Point.RETRYING, Work.FAILING, "in-progress", 3, List.of(1, 2), "0 1"),
                        new Crash(Point.RETRIED, Work.FAILING, "retrying", 0, List.of(1, 2), "1 0")),
                row(
                        "F-W9",
                        "kill -9 in a release: before it is sent, and before its reply",
                        Sabotage.RELEASES_TO_NOWHERE,
                        new Crash(Point.RELEASING, Work.WAITING, "in-progress", 3, List.of(1, 2), "0 1"),
                        new Crash(Point.RELEASED, Work.WAITING, "pending", 0, List.of(1, 1), "0 0")));
    }

    private static Row row(String id, String fault, Sabotage sabotage, Crash... crashes) {
        return Row.of(
                id,
                fault,
                sabotage,
                scene -> {
                    for (Crash crash : crashes) {
                        play(scene, crash);
                    }
                    scene.judge();
                },
                I1,
                I2,
                I3,
                I5);
    }

    private static void play(Scene scene, Crash crash) throws InterruptedException {
        Actor victim = scene.worker(
                "victim-" + crash.point(), scene.plan().haltAt(crash.point()).grace(Duration.ZERO));
        Actor survivor = scene.worker("survivor-" + crash.point(), scene.plan().later());
        victim.awaitReady();
        survivor.await("up");
        // A victim that is halted in one call still promotes: what it put off must not be due before it is killed.
        String id = scene.enqueue(Work.PATIENT, List.of(crash.work())).get(0).id();
        if (crash.work().deed() == Work.Deed.WAIT) {
            victim.await("start");
            victim.terminate();
        }
        victim.awaitAt(crash.point());
        victim.kill();

        scene.checkNow();
        var left = scene.look();
        String status = left.statuses().getOrDefault(id, "unknown");
        scene.require(I2, status.equals(crash.status()), "killed at " + crash.point() + ", the job is " + status);
        List<Integer> entries =
                left.held().stream().map(entry -> entry.split(" ", -1).length).toList();
        scene.require(
                I3,
                entries.equals(crash.entryWords() == 0 ? List.of() : List.of(crash.entryWords())),
                "killed at " + crash.point() + ", the dead worker holds " + left.held());

        survivor.order("begin");
        survivor.order("go");
        scene.await("the job to be done again", () -> scene.status(id).equals("done"));
        survivor.terminate();
        survivor.exitCode();
        List<Integer> attempts = scene.history().attempts(id);
        scene.require(I5, attempts.equals(crash.attempts()), "killed at " + crash.point() + ", attempts " + attempts);
        String tries = scene.look().tries(id);
        scene.require(
                I5, tries.equals(crash.tries()), "killed at " + crash.point() + ", failures and crashes " + tries);
    }
}
