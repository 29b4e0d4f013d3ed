package dev.baton.bench.latency;

import dev.baton.Baton;
import dev.baton.Worker;
import dev.baton.bench.lab.Backlog;
import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Load;
import dev.baton.bench.lab.LongestCall;
import dev.baton.bench.lab.Order;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.ServerClock;
import dev.baton.bench.lab.Trial;
import dev.baton.bench.limit.RedisLimit;
import dev.baton.worker.program.ProgramFailure;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;

/** Very many jobs are due at one instant: how late each is started, by the clock of Redis. */
public final class StormTrial implements Trial {
    private static final int HANDLERS = 64;
    /** Far fewer than are, so that on a busy machine too all stand there when the instant comes. */
    private static final int ENQUEUED_A_SECOND = 15_000;

    private final int jobs;

    public StormTrial(int jobs) {
        this.jobs = jobs;
    }

    @Override
    public String name() {
        return "storm, " + jobs + " jobs due at one instant";
    }

    @Override
    public void run(Lab lab, Readings readings) throws InterruptedException {
        String queue = lab.newQueue("storm");
        ConcurrentHistogram late = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(10), 3);
        CountDownLatch started = new CountDownLatch(jobs);
        ServerClock clock = ServerClock.read(lab);
        long dueMillis = TimeUnit.NANOSECONDS.toMillis(clock.nanos()) + 1_000 + jobs * 1000L / ENQUEUED_A_SECOND;
        long dueNanos = TimeUnit.MILLISECONDS.toNanos(dueMillis);
        try (Baton baton = lab.connect();
                LongestCall longest = LongestCall.watch(lab, queue);
                Worker worker = baton.worker()
                        .queue(queue, options -> options.concurrency(HANDLERS))
                        .handle(Order.TYPE, (order, context) -> {
                            late.recordValue(Math.max(0, (clock.nanos() - dueNanos) / 1000));
                            started.countDown();
                            return null;
                        })
                        .start()) {
            Instant due = Instant.ofEpochMilli(dueMillis);
            Backlog.fill(baton, queue, Load.orders(), jobs, options -> options.at(due));
            if (clock.nanos() > dueNanos) {
                throw new ProgramFailure("The storm broke before its " + jobs
                        + " jobs were enqueued: measure fewer (--jobs), or when the machine is less busy");
            }
            if (!started.await(10, TimeUnit.MINUTES)) {
                throw new IllegalStateException(started.getCount() + " jobs of " + worker.name() + " did not start");
            }
            double last = Math.max(1, late.getMaxValue());
            readings.note("storm.late.p50", "ms", late.getValueAtPercentile(50) / 1e3);
            readings.note("storm.late.p99", "ms", late.getValueAtPercentile(99) / 1e3);
            readings.note("storm.late.max", "ms", last / 1e3);
            readings.note("storm.rate", "jobs/s", jobs / (last / 1e6), RedisLimit.STEP);
            longest.millis().ifPresent(millis -> readings.note("storm.longest-call", "ms", millis));
        } finally {
            lab.remove(queue);
        }
    }
}
