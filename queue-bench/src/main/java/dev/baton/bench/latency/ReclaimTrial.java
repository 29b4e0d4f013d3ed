package dev.baton.bench.latency;

import dev.baton.Baton;
import dev.baton.Worker;
import dev.baton.bench.lab.Backlog;
import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.LongestCall;
import dev.baton.bench.lab.Order;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.Trial;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many workers died with a thousand claimed jobs each; a live one takes all of them back. Its queue is paused, so that it
 * does nothing else. Counted from the last look at which nothing was pending yet.
 */
public final class ReclaimTrial implements Trial {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final int jobs;

    public ReclaimTrial(int jobs) {
        this.jobs = jobs / DeadWorker.HOLDS * DeadWorker.HOLDS;
    }

    @Override
    public String name() {
        return "reclaim, " + jobs + " orphans of " + jobs / DeadWorker.HOLDS + " dead workers";
    }

    @Override
    public void run(Lab lab, Readings readings) {
        String queue = lab.newQueue("reclaim");
        try (Baton baton = lab.connect()) {
            Backlog.fill(baton, queue, jobs);
            DeadWorker.leaveAll(lab, queue, jobs / DeadWorker.HOLDS);
            baton.queue(queue).pause();
            try (LongestCall longest = LongestCall.watch(lab, queue);
                    Worker worker = baton.worker()
                            .queue(queue)
                            .handle(Order.TYPE, (order, context) -> null)
                            .start()) {
                double seconds = awaitPending(lab, queue, worker);
                readings.note("reclaim.all", "ms", seconds * 1e3);
                readings.note("reclaim.rate", "jobs/s", jobs / seconds);
                longest.millis().ifPresent(millis -> readings.note("reclaim.longest-call", "ms", millis));
            }
        } finally {
            lab.remove(queue);
        }
    }

    private double awaitPending(Lab lab, String queue, Worker worker) {
        String pending = "baton:{" + queue + "}:pending";
        long asked = System.nanoTime();
        long began = asked;
        for (long length = 0; length < jobs; ) {
            if (System.nanoTime() - asked > LIMIT.toNanos()) {
                throw new IllegalStateException(
                        worker.name() + " took back " + length + " of " + jobs + " jobs in " + LIMIT);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            long looked = System.nanoTime();
            length = lab.redis().llen(pending);
            if (length == 0) {
                began = looked;
            }
        }
        return (System.nanoTime() - began) / 1e9;
    }
}
