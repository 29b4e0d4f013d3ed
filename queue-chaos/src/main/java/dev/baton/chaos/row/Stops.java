package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I2;
import static dev.baton.chaos.check.Invariant.I5;

import dev.baton.chaos.check.Snapshot;
import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.Work;
import dev.baton.chaos.worker.Work.Deed;
import dev.baton.model.JobType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;

/** Workers that are told to stop, and workers of other builds. */
final class Stops {
    private Stops() {}

    static List<Row> rows() {
        return List.of(
                Row.of(
                        "F-W17",
                        "SIGTERM under load to the standalone worker, with a grace that suffices and one that does not",
                        Sabotage.RELEASES_TO_THE_BACK,
                        scene -> {
                            stop(scene, "patient", "30s", new Work(Deed.DO, 20), 600, 200);
                            stop(scene, "hasty", "200ms", Work.WAITING, 100, 32);
                            scene.judge();
                        },
                        I1,
                        I2,
                        I5),
                Row.of(
                        "F-W18",
                        "jobs of an unknown type, records of an unknown format, beside known ones",
                        Sabotage.SNOOZES_FOR_EVER,
                        Stops::unknown,
                        I1,
                        I5));
    }

    private static void stop(Scene scene, String name, String grace, Work work, int jobs, int enough)
            throws InterruptedException {
        Actor worker = scene.cast()
                .standalone(
                        name,
                        "--redis",
                        scene.server().uri(),
                        "--queue",
                        scene.queue(),
                        "--concurrency",
                        "32",
                        "--heartbeat",
                        "300ms",
                        "--expiry",
                        "2s",
                        "--grace",
                        grace);
        worker.await("ready");
        var ids = scene.enqueue(work, jobs).stream().map(job -> job.id()).toList();
        scene.await("work to be in hand", () -> worker.history().count("start").size() >= enough);
        worker.terminate();
        int code = worker.exitCode();
        scene.require(I1, code == 0, name + " ended with " + code + ": " + worker.errors());
        scene.checkNow();

        Snapshot left = scene.look();
        List<String> front = new ArrayList<>(left.values("pending"));
        Collections.reverse(front);
        var ended = new HashSet<>(worker.history().ids("effect"));
        List<String> waiting = ids.stream().filter(id -> !ended.contains(id)).toList();
        scene.require(
                I2,
                new HashSet<>(front).equals(new HashSet<>(waiting)) && front.size() == waiting.size(),
                name + " left " + front.size() + " jobs waiting instead of " + waiting.size());
        int released = (int) (left.counter("released"));
        var started = new HashSet<>(worker.history().ids("start"));
        started.removeAll(ended);
        scene.require(
                I2,
                front.subList(0, Math.min(front.size(), released)).containsAll(started),
                name + " did not hand back to the front what it ran");
        // The standalone worker does not tell what it asks: that they stand there uncounted says that they were
        // released.
        started.forEach(id -> scene.note("ask id=" + id + " nonce=of-" + name + " to=pending"));
        scene.remark(name + ": " + ended.size() + " done, " + started.size() + " cut short");

        Actor second = scene.worker("after-" + name, scene.plan().concurrency(32));
        second.order("go");
        scene.await(
                "the rest to be done",
                () -> scene.redis().number("LLEN", scene.key("done"))
                        >= scene.history().ids("enq.ok").size());
        second.terminate();
        second.exitCode();
        scene.require(
                I5, scene.look().counter("reclaimed") == 0, name + " lost claims though it stopped in good order");
        scene.redis().call("HDEL", scene.key("stats"), "released");
    }

    /** The worker of the older build puts them off, uncounted, until one that knows them comes. */
    private static void unknown(Scene scene) throws InterruptedException {
        Actor old = scene.worker("old", scene.plan().concurrency(4));
        old.awaitReady();
        scene.enqueue(Work.QUICK, 10);
        JobType<String, Void> unheardOf = JobType.of("unheard-of", String.class);
        String id = scene.enqueue(unheardOf, List.of("Ada")).get(0).id();
        scene.await("the unknown type to be put off", () -> scene.look().counter("snoozed") >= 2);
        scene.require(I5, scene.look().tries(id).equals("0 0"), "an attempt of the unknown type was burnt");
        String strange = "from-the-future";
        scene.note("enq.invoke id=" + strange);
        scene.note("enq.ok id=" + strange);
        String[] record = {"SET", scene.key("job:" + strange), "{\"v\":99,\"what\":\"who knows\"}"};
        scene.redis().call(record);
        scene.redis().call("SET", scene.key("job:" + strange + ":status"), "pending");
        scene.redis().call("HINCRBY", scene.key("stats"), "enqueued", "1");
        scene.redis().call("LPUSH", scene.key("pending"), strange);
        scene.await(
                "the record of the future to be dealt with",
                () -> !scene.status(strange).equals("pending"));
        scene.await("it to stand somewhere", () -> List.of("dead", "scheduled").contains(scene.status(strange)));
        scene.remark("a record of format 99 is " + scene.status(strange) + ", a type nobody handles is put off");
        scene.require(
                I1,
                record[2].equals(scene.redis().text("GET", record[1])),
                "the bytes of the record of the future are gone");
        scene.baton().queue(scene.queue()).cancel(id);
        if (!scene.status(strange).equals("dead")) {
            scene.baton().queue(scene.queue()).cancel(strange);
        }
        scene.judge();
    }
}
