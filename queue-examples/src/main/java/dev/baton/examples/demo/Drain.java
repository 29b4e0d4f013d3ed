package dev.baton.examples.demo;

import dev.baton.JobQueue;
import dev.baton.worker.program.ProgramFailure;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Looks now and then how far the queue is, draws the bar, and kills a worker when half is done. */
final class Drain {
    private static final long LOOK_MILLIS = 100;
    private static final Duration STALLED = Duration.ofMinutes(5);

    private final JobQueue queue;
    private final DemoRedis redis;
    private final Fleet fleet;
    private final Screen screen;
    private final boolean kill;
    private final int all;
    private final long start = System.nanoTime();
    private long lastEnd = start;
    private long ended;
    private boolean allEnqueued;

    /** @param all how many jobs are to end; the time is counted from now */
    Drain(DemoRedis redis, Fleet fleet, Screen screen, boolean kill, int all) {
        this.queue = redis.baton().queue(redis.queue());
        this.redis = redis;
        this.fleet = fleet;
        this.screen = screen;
        this.kill = kill;
        this.all = all;
    }

    /** To be called when all are enqueued. Returns when every job has ended, or none has for minutes. */
    void await() throws InterruptedException {
        allEnqueued = true;
        look();
        while (ended < all) {
            if (!fleet.isWorking()) {
                throw new ProgramFailure("All workers have ended, and " + (all - ended) + " jobs have not");
            }
            if (System.nanoTime() - lastEnd > STALLED.toNanos()) {
                screen.line("stalled", "no job has ended for " + STALLED.toMinutes() + " minutes");
                break;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            look();
        }
        screen.endProgress();
    }

    /** One look. */
    void look() throws InterruptedException {
        var stats = queue.stats();
        long now = stats.done() + stats.dead();
        if (now != ended) {
            ended = now;
            lastEnd = System.nanoTime();
        }
        screen.progress(ended, all, ended / seconds());
        // Of a handful of files all are in hand at once, and would end at once: later is too late.
        boolean isHalfWay = ended >= all / 2 || allEnqueued && stats.pending() == 0;
        if (kill && fleet.killed().isEmpty() && isHalfWay && ended < all) {
            fleet.killOneThatHolds(redis.keys()).ifPresent(this::tell);
        }
    }

    /** From the start to the last end that was seen. */
    double seconds() {
        return Math.max(1, lastEnd - start) / 1e9;
    }

    private void tell(Fleet.Killed killed) {
        screen.line(
                "killed",
                "worker %d (process %d) with SIGKILL while it held %d %s; the others take over when its heartbeat has expired, in about %d s"
                        .formatted(
                                killed.number(),
                                killed.pid(),
                                killed.held().size(),
                                killed.held().size() == 1 ? "job" : "jobs",
                                DemoWorker.EXPIRY.toSeconds()));
    }
}
