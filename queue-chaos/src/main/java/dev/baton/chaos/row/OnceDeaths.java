package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I2;
import static dev.baton.chaos.check.Invariant.I3;
import static dev.baton.chaos.check.Invariant.I7;

import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.Point;
import dev.baton.chaos.worker.Work;
import dev.baton.chaos.worker.Work.Receipt;
import dev.baton.model.JobType;
import java.time.Duration;
import java.util.List;

/** A worker is killed at every point of a job that may be started only once: it is started once at most, and accounted for. */
final class OnceDeaths {
    private static final JobType<Work, Receipt> ONCE = Work.TYPE.atMostOnce();
    private static final String ABANDONED = "abandoned: its worker died";

    private OnceDeaths() {}

    /**
     * What is to be seen in the end.
     *
     * @param stopped whether the victim is told to stop, with no grace, before it is killed
     * @param starts how often the handler began
     * @param effects how often the work was done
     * @param reason what the reason of a dead job begins with; empty for a job that is done
     */
    private record Crash(Point point, Work work, boolean stopped, int starts, int effects, String reason) {
        @Override
        public String toString() {
            return point.name() + (stopped ? " when stopped" : "");
        }
    }

    static List<Row> rows() {
        return List.of(
                row(
                        "F-W20",
                        "kill -9 around the claim of a job that may be started only once",
                        new Crash(Point.MOVED, Work.QUICK, false, 1, 1, ""),
                        new Crash(Point.CLAIMED, Work.QUICK, false, 0, 0, ABANDONED)),
                row(
                        "F-W21",
                        "kill -9 in such a job and at its completion",
                        new Crash(Point.HANDLING, Work.QUICK, false, 1, 0, ABANDONED),
                        new Crash(Point.EFFECTED, Work.QUICK, false, 1, 1, ABANDONED),
                        new Crash(Point.COMPLETING, Work.QUICK, false, 1, 1, ABANDONED),
                        new Crash(Point.COMPLETED, Work.QUICK, false, 1, 1, "")),
                row(
                        "F-W22",
                        "kill -9 when such a job has failed, and when its worker is stopped meanwhile",
                        new Crash(Point.BURYING, Work.FAILING, false, 1, 0, ABANDONED),
                        new Crash(Point.BURIED, Work.FAILING, false, 1, 0, "at most once: it failed: "),
                        new Crash(Point.BURYING, Work.WAITING, true, 1, 0, ABANDONED),
                        new Crash(Point.BURIED, Work.WAITING, true, 1, 0, "abandoned: its worker was stopped while")));
    }

    private static Row row(String id, String fault, Crash... crashes) {
        return Row.of(
                id,
                fault,
                Sabotage.FORGETS_ONCE,
                scene -> {
                    for (Crash crash : crashes) {
                        play(scene, crash);
                    }
                },
                I1,
                I2,
                I3,
                I7);
    }

    private static void play(Scene scene, Crash crash) throws InterruptedException {
        String name = crash.point() + (crash.stopped() ? "-stopped" : "");
        Actor victim = scene.worker(
                "victim-" + name, scene.plan().haltAt(crash.point()).grace(Duration.ZERO));
        Actor survivor = scene.worker("survivor-" + name, scene.plan().later());
        victim.awaitReady();
        survivor.await("up");
        String id = scene.enqueue(ONCE, List.of(crash.work())).get(0).id();
        if (crash.stopped()) {
            victim.await("start");
            victim.terminate();
        }
        victim.awaitAt(crash.point());
        victim.kill();
        scene.checkNow();

        survivor.order("begin");
        survivor.order("go");
        String end = crash.reason().isEmpty() ? "done" : "dead";
        scene.await("the job to be " + end, () -> scene.status(id).equals(end));
        // Whatever else the survivor finds to do, it has found by then.
        String last = scene.enqueue(Work.QUICK).id();
        scene.await("a job behind it to be done", () -> scene.status(last).equals("done"));
        survivor.terminate();
        survivor.exitCode();
        scene.checkNow();
        String reason = scene.redis().text("HGET", scene.key("job:" + id + ":run"), "reason");
        scene.require(
                I7,
                crash.reason().isEmpty() || reason != null && reason.startsWith(crash.reason()),
                "killed at " + crash + ", the job is " + end + " because: " + reason);
        int starts = scene.history().count("start", id);
        scene.require(I7, starts == crash.starts(), "killed at " + crash + ", it was started " + starts + " times");
        int effects = scene.history().count("effect", id);
        scene.require(
                I7, effects == crash.effects(), "killed at " + crash + ", its work was done " + effects + " times");
    }
}
