package dev.baton.server.load;

import dev.baton.Baton;
import dev.baton.JobContext;
import dev.baton.Worker;
import dev.baton.WorkerListener;
import dev.baton.embedded.RedisServer;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A crowd that uses the library: each client enqueues, a worker in this process does the rest, many jobs at a time, so there is
 * nothing to measure of single claims and completions.
 */
final class LibraryCrowd implements Crowd {
    private static final JobType<Integer, Void> TYPE = JobType.of("load", Integer.class);
    private static final int MOST_HANDLERS = 256;

    private final LoadRun run;
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final ScheduledThreadPoolExecutor timer = Timers.one();
    private final ConcurrentHashMap<String, Integer> numbers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Integer, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();
    private final Baton baton;

    LibraryCrowd(LoadRun run) {
        this.run = run;
        try {
            baton = Baton.connect(run.plan().redis().orElseGet(this::ownRedis));
            toClose.push(baton);
            toClose.push(worker());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private String ownRedis() {
        RedisServer server = RedisServer.builder().start();
        toClose.push(server);
        return server.uri();
    }

    private Worker worker() {
        return baton.worker()
                .queue(run.plan().queue())
                .concurrency(Math.min(MOST_HANDLERS, run.plan().clients()))
                .handle(TYPE, this::handle)
                .listener(new WorkerListener() {
                    @Override
                    public void onSettled(String queue, String jobId, JobStatus to) {
                        settled(jobId, to);
                    }
                })
                .start();
    }

    private @Nullable Void handle(Integer number, JobContext job) {
        run.ledger().claimed();
        numbers.put(job.jobId(), number);
        return null;
    }

    private void settled(String jobId, JobStatus to) {
        Integer number = numbers.remove(jobId);
        if (number == null || to != JobStatus.DONE) {
            run.ledger().error("a job ended as " + to.word());
            return;
        }
        run.ledger().completed(number.toString());
        CompletableFuture<Void> end = ends.remove(number);
        if (end != null) {
            end.complete(null);
        }
    }

    @Override
    public void gather() {
        for (int i = 0; i < run.plan().clients(); i++) {
            run.arrived(this::nextJob);
        }
    }

    private void nextJob() {
        int number = run.nextNumber();
        if (number < 0) {
            run.left();
            return;
        }
        timer.schedule(() -> enqueue(number), run.delayNanos(number), TimeUnit.NANOSECONDS);
    }

    private void enqueue(int number) {
        run.ledger().begun(number);
        CompletableFuture<Void> end = new CompletableFuture<>();
        ends.put(number, end);
        long askedNanos = System.nanoTime();
        CompletableFuture<?> unused = baton.queue(run.plan().queue())
                .enqueueAsync(TYPE, number)
                .thenAccept(job -> {
                    run.enqueues().add(System.nanoTime() - askedNanos);
                    run.ledger().enqueued(number);
                })
                // The end may come first.
                .thenCombine(end, (enqueued, ended) -> ended)
                .whenComplete((ended, failure) -> {
                    if (failure == null) {
                        nextJob();
                    } else {
                        run.ledger().error("ENQUEUE: " + failure);
                        run.left();
                    }
                });
    }

    @Override
    public void close() {
        timer.shutdownNow();
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close();
            } catch (Exception e) {
                run.ledger().error("could not be closed: " + e);
            }
        }
    }
}
