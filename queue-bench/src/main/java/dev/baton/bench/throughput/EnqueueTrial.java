package dev.baton.bench.throughput;

import dev.baton.Baton;
import dev.baton.JobQueue;
import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Order;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.ServerInfo;
import dev.baton.bench.lab.Trial;
import dev.baton.bench.limit.RedisLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Some threads enqueue, each waiting for the answer to its own call before the next. */
public final class EnqueueTrial implements Trial {
    private final String name;
    private final int jobs;
    private final int threads;
    private final int jobsPerCall;

    public EnqueueTrial(String name, int jobs, int threads, int jobsPerCall) {
        this.name = name;
        this.jobs = jobs;
        this.threads = threads;
        this.jobsPerCall = jobsPerCall;
    }

    @Override
    public String name() {
        return name + ", " + jobs + " jobs";
    }

    @Override
    public void run(Lab lab, Readings readings) throws InterruptedException {
        String queue = lab.newQueue("enqueue");
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (Baton baton = lab.connect()) {
            JobQueue into = baton.queue(queue);
            into.stats(); // connected, before the clock runs
            List<Callable<Void>> work = new ArrayList<>();
            int each = jobs / threads;
            for (int thread = 0; thread < threads; thread++) {
                int from = thread * each;
                work.add(() -> {
                    enqueue(into, from, each);
                    return null;
                });
            }
            ServerInfo before = ServerInfo.read(lab.redis());
            long began = System.nanoTime();
            for (Future<Void> done : executor.invokeAll(work)) {
                done.get();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            ServerInfo after = ServerInfo.read(lab.redis());
            readings.note(name, "jobs/s", each * threads / seconds, RedisLimit.ENQUEUE);
            readings.note(name + ".redis", "µs/job", (after.cpuMicros() - before.cpuMicros()) / (each * threads));
        } catch (ExecutionException e) {
            throw new IllegalStateException("An enqueue failed", e.getCause());
        } finally {
            executor.shutdownNow();
            lab.remove(queue);
        }
    }

    private void enqueue(JobQueue into, int from, int count) {
        if (jobsPerCall == 1) {
            for (int i = 0; i < count; i++) {
                into.enqueue(Order.TYPE, Order.numbered(from + i));
            }
        } else {
            for (int i = 0; i < count; i += jobsPerCall) {
                into.enqueueAll(Order.TYPE, Order.numbered(from + i, Math.min(jobsPerCall, count - i)));
            }
        }
    }
}
