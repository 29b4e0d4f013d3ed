package dev.baton.bench.throughput;

import dev.baton.Baton;
import dev.baton.Worker;
import dev.baton.WorkerBuilder.Threads;
import dev.baton.bench.lab.Backlog;
import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Load;
import dev.baton.bench.lab.Processor;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.ServerInfo;
import dev.baton.bench.lab.Trial;
import dev.baton.bench.limit.RedisLimit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A backlog is drained by one worker: from its start until the last completion is recorded. Handlers decode their payload
 * and return.
 */
public final class DrainTrial<P> implements Trial {
    private final String name;
    private final Load<P> load;
    private final int jobs;
    private final Threads threads;
    private final int concurrency;

    public DrainTrial(String name, Load<P> load, int jobs, Threads threads, int concurrency) {
        this.name = name;
        this.load = load;
        this.jobs = jobs;
        this.threads = threads;
        this.concurrency = concurrency;
    }

    /** By a pool of threads. */
    public DrainTrial(String name, Load<P> load, int jobs, int concurrency) {
        this(name, load, jobs, Threads.POOL, concurrency);
    }

    @Override
    public String name() {
        return name + ", " + jobs + " jobs";
    }

    @Override
    public void run(Lab lab, Readings readings) throws InterruptedException {
        String queue = lab.newQueue("drain");
        try (Baton baton = lab.connect()) {
            Backlog.fill(baton, queue, load, jobs);
            ServerInfo before = ServerInfo.read(lab.redis());
            long cpuBefore = Processor.nanos();
            long began = System.nanoTime();
            drain(baton, queue);
            double seconds = (System.nanoTime() - began) / 1e9;
            double cpuMicros = (Processor.nanos() - cpuBefore) / 1e3;
            ServerInfo after = ServerInfo.read(lab.redis());
            if (load.isSmall()) {
                readings.note(name, "jobs/s", jobs / seconds, RedisLimit.STEP);
                readings.note(name + ".by-lpush", "jobs/s", jobs / seconds, RedisLimit.LPUSH);
            } else {
                readings.note(name, "jobs/s", jobs / seconds);
                readings.note(name + ".bytes", "MB/s", jobs / seconds * load.bytes() / 1e6);
            }
            readings.note(name + ".commands", "commands/job", (after.commands() - before.commands()) / jobs);
            readings.note(name + ".redis", "µs/job", (after.cpuMicros() - before.cpuMicros()) / jobs);
            readings.note(name + ".jvm", "µs/job", cpuMicros / jobs);
        } finally {
            lab.remove(queue);
        }
    }

    private void drain(Baton baton, String queue) throws InterruptedException {
        AtomicLong seen = new AtomicLong();
        CountDownLatch handled = new CountDownLatch(1);
        try (Worker worker = baton.worker()
                .queue(queue, options -> options.concurrency(concurrency))
                .threads(threads)
                .handle(load.type(), (payload, context) -> {
                    if (seen.incrementAndGet() == jobs) {
                        handled.countDown();
                    }
                    return null;
                })
                .start()) {
            if (!handled.await(10, TimeUnit.MINUTES)) {
                throw new IllegalStateException("Only " + seen + " of " + jobs + " jobs ran in 10 minutes");
            }
            while (worker.stats().done() < jobs) {
                LockSupport.parkNanos(100_000);
            }
        }
    }
}
