package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I3;
import static dev.baton.chaos.check.Invariant.I9;

import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.Work;
import dev.baton.model.JobType;
import dev.baton.testkit.RawRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/** Many jobs, many queues, many of them due at one instant. */
final class Scale {
    private static final int DUE = 50_000;
    private static final int PENDING = 50_000;
    private static final int BATCH = 1000;
    private static final long SLOW_MICROS = 50_000;

    private Scale() {}

    static List<Row> rows() {
        return List.of(Row.of(
                        "F-S1",
                        "50,000 jobs due at one instant, 50,000 pending (the matrix's row, scaled to a small machine)",
                        Sabotage.PROMOTES_ALL_AT_ONCE,
                        Scale::crowd,
                        I1,
                        I3,
                        I9)
                .slow()
                .onItsOwn());
    }

    private static void crowd(Scene scene) throws InterruptedException {
        RawRedis redis = scene.redis();
        Instant instant = Instant.now().plus(Duration.ofSeconds(20));
        JobType<Work, Work.Receipt> type = Work.TYPE;
        var queue = scene.baton().queue(scene.queue());
        List<Work> batch = Collections.nCopies(BATCH, Work.QUICK);
        for (int made = 0; made < DUE; made += BATCH) {
            queue.enqueueAll(type, batch, (work, how) -> how.at(instant)).forEach(job -> noteOf(scene, job.id()));
        }
        for (int made = 0; made < PENDING; made += BATCH) {
            scene.enqueue(type, batch);
        }
        redis.call("CONFIG", "SET", "slowlog-log-slower-than", String.valueOf(SLOW_MICROS));
        redis.call("SLOWLOG", "RESET");
        Actor worker = scene.worker("worker", scene.plan().defaults().concurrency(32));
        worker.awaitReady();
        scene.await(
                Duration.ofMinutes(5),
                I9,
                "all of them to be done",
                () -> redis.number("LLEN", scene.key("done")) >= DUE + PENDING);
        long slow = redis.number("SLOWLOG", "LEN");
        scene.require(I9, slow == 0, slow + " commands took longer than 50 ms: " + redis.texts("SLOWLOG", "GET", "3"));
        scene.judge();
    }

    private static void noteOf(Scene scene, String id) {
        scene.note("enq.invoke id=" + id);
        scene.note("enq.ok id=" + id);
    }
}
