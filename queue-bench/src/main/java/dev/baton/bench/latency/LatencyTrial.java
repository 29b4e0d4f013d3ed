package dev.baton.bench.latency;

import dev.baton.Baton;
import dev.baton.JobQueue;
import dev.baton.Worker;
import dev.baton.WorkerListener;
import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Order;
import dev.baton.bench.lab.Rate;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.Trial;
import dev.baton.model.JobStatus;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Jobs come at a fixed rate to a worker that is idle between them. Latencies are counted from when a job was meant to be
 * enqueued, so a stall is not hidden by the jobs that it kept from being enqueued (no coordinated omission).
 */
public final class LatencyTrial implements Trial {
    private final String name;
    private final String limit;
    private final int perSecond;
    private final int jobs;

    /** @param limit the name of the BLMOVE at the same rate */
    public LatencyTrial(String name, String limit, int perSecond, int jobs) {
        this.name = name;
        this.limit = limit;
        this.perSecond = perSecond;
        this.jobs = jobs;
    }

    @Override
    public String name() {
        return name + ", " + jobs + " jobs at " + perSecond + "/s";
    }

    @Override
    public void run(Lab lab, Readings readings) throws InterruptedException {
        String queue = lab.newQueue("latency");
        ConcurrentHistogram toStart = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
        ConcurrentHistogram toDone = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
        CountDownLatch settled = new CountDownLatch(jobs);
        Rate rate = new Rate(perSecond);
        WorkerListener listener = new WorkerListener() {
            @Override
            public void onSettled(String from, String jobId, JobStatus to) {
                toDone.recordValue(rate.lateness(Long.parseLong(jobId.substring(2))));
                settled.countDown();
            }
        };
        try (Baton producer = lab.connect();
                Baton consumer = lab.connect();
                Worker worker = consumer.worker()
                        .queue(queue, options -> options.concurrency(16))
                        .listener(listener)
                        .handle(Order.TYPE, (order, context) -> {
                            toStart.recordValue(rate.lateness(order.number()));
                            return null;
                        })
                        .start()) {
            JobQueue into = producer.queue(queue);
            into.stats(); // connected, before the clock runs
            rate.begin();
            for (int i = 0; i < jobs; i++) {
                int number = i;
                rate.awaitTurn(number);
                into.enqueueAsync(Order.TYPE, Order.numbered(number), options -> options.id("l-" + number));
            }
            if (!settled.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException(settled.getCount() + " jobs of " + worker.name() + " did not end");
            }
        } finally {
            lab.remove(queue);
        }
        readings.note(name + ".start.p50", "µs", toStart.getValueAtPercentile(50) / 1e3, limit + ".p50");
        readings.note(name + ".start.p99", "µs", toStart.getValueAtPercentile(99) / 1e3, limit + ".p99");
        readings.note(name + ".done.p50", "µs", toDone.getValueAtPercentile(50) / 1e3, limit + ".p50");
        readings.note(name + ".done.p99", "µs", toDone.getValueAtPercentile(99) / 1e3, limit + ".p99");
    }
}
