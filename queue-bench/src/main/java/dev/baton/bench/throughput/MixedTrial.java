package dev.baton.bench.throughput;

import dev.baton.Baton;
import dev.baton.JobQueue;
import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.ServerInfo;
import dev.baton.bench.lab.Trial;
import dev.baton.bench.limit.RedisLimit;
import dev.baton.bench.process.ChildJvm;
import dev.baton.bench.process.Producer;
import dev.baton.bench.process.WorkerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Producers and workers at once, each in a JVM of its own, which a tenth of the jobs has warmed up: from the first enqueue until the last completion is recorded.
 * Then it is counted whether every job is done.
 */
public final class MixedTrial implements Trial {
    private static final int PRODUCERS = 2;
    private static final int WORKERS = 2;
    private static final int THREADS = 16;
    private static final int HANDLERS = 32;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    /** So long nothing may happen: longer than it takes to reclaim what a dead worker held. */
    private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final int jobs;

    public MixedTrial(int jobs) {
        this.jobs = jobs / PRODUCERS * PRODUCERS;
    }

    @Override
    public String name() {
        return "mixed, " + jobs + " jobs of " + PRODUCERS + " producers to " + WORKERS + " workers";
    }

    @Override
    public void run(Lab lab, Readings readings) throws InterruptedException {
        String queue = lab.newQueue("mixed");
        List<ChildJvm> producers = new ArrayList<>();
        List<ChildJvm> workers = new ArrayList<>();
        try (Baton baton = lab.connect()) {
            for (int i = 0; i < WORKERS; i++) {
                workers.add(WorkerProcess.start(lab.uri(), queue, HANDLERS, false));
            }
            for (int i = 0; i < PRODUCERS; i++) {
                producers.add(Producer.start(lab.uri(), queue, THREADS));
            }
            JobQueue work = baton.queue(queue);
            int warmUp = jobs / PRODUCERS / 10;
            long before = warmUp * PRODUCERS;
            enqueue(producers, warmUp);
            awaitDone(work, before);
            ServerInfo infoBefore = ServerInfo.read(lab.redis());
            long began = System.nanoTime();
            enqueue(producers, jobs / PRODUCERS);
            long done = awaitDone(work, before + jobs) - before;
            double seconds = (System.nanoTime() - began) / 1e9;
            ServerInfo infoAfter = ServerInfo.read(lab.redis());
            long started = -before;
            for (ChildJvm worker : workers) {
                started += WorkerProcess.stop(worker);
            }
            if (done < jobs) {
                throw new IllegalStateException((jobs - done) + " of " + jobs + " jobs are lost");
            }
            readings.note("mixed", "jobs/s", jobs / seconds, RedisLimit.STEP);
            readings.note("mixed.redis", "µs/job", (infoAfter.cpuMicros() - infoBefore.cpuMicros()) / jobs);
            readings.note("mixed.lost", "jobs", jobs - done);
            readings.note("mixed.again", "starts", started - jobs);
        } finally {
            producers.forEach(ChildJvm::close);
            workers.forEach(ChildJvm::close);
            lab.remove(queue);
        }
    }

    private static void enqueue(List<ChildJvm> producers, int jobsEach) throws InterruptedException {
        producers.forEach(producer -> Producer.go(producer, jobsEach));
        for (ChildJvm producer : producers) {
            Producer.awaitDone(producer, LIMIT);
        }
    }

    /** Waits until so many are done, or no more are; how many there were. */
    private static long awaitDone(JobQueue queue, long wanted) throws InterruptedException {
        long done = 0;
        long changed = System.nanoTime();
        while (done < wanted && System.nanoTime() - changed < STANDSTILL_NANOS) {
            long now = queue.stats().counters().getOrDefault("done", 0L);
            if (now != done) {
                done = now;
                changed = System.nanoTime();
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return done;
    }
}
