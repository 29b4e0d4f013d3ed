package dev.baton.testkit;

import dev.baton.EnqueueOptions;
import dev.baton.JobHandle;
import dev.baton.JobQueue;
import dev.baton.model.JobType;
import dev.baton.store.Claim;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A job that a test wants to find in a certain status. Nothing is enqueued before one of the methods is called, and every
 * call makes another job; it goes the way that jobs go, enqueued, claimed and ended by real transitions.
 *
 * <p>Where a claim is needed, jobs that stand before it in the queue are claimed too and handed back to the front in their
 * order, uncounted; so no worker should be at work on the queue meanwhile. Made by {@link TestBaton#seed}.
 *
 * @param <P> the job type's payload
 * @param <R> the job type's result
 */
public final class JobSeed<P, R> {
    private final JobQueue queue;
    private final JobType<P, R> type;
    private final P payload;
    private final Consumer<EnqueueOptions> how;
    private final Supplier<ManualWorker> newWorker;
    private final Consumer<String> reclaim;

    JobSeed(
            JobQueue queue,
            JobType<P, R> type,
            P payload,
            Consumer<EnqueueOptions> how,
            Supplier<ManualWorker> newWorker,
            Consumer<String> reclaim) {
        this.queue = queue;
        this.type = type;
        this.payload = payload;
        this.how = how;
        this.newWorker = newWorker;
        this.reclaim = reclaim;
    }

    /** Scheduled, due after {@code delay}, which must be longer than nothing. */
    public JobHandle<R> scheduled(Duration delay) {
        if (delay.isZero()) {
            throw new IllegalArgumentException("A job scheduled after " + delay + " is pending: use a longer delay");
        }
        return enqueued(delay);
    }

    /** Pending, at the back of the queue. */
    public JobHandle<R> pending() {
        return enqueued(Duration.ZERO);
    }

    /**
     * In progress, in the hand of {@code worker}.
     *
     * @throws IllegalStateException if the worker has expired, or the job cannot be claimed because the queue is paused or
     *     another worker was faster
     */
    public JobHandle<R> inProgress(ManualWorker worker) {
        if (!worker.queue().equals(queue.name())) {
            throw new IllegalArgumentException(
                    worker + " cannot hold a job of queue \"" + queue.name() + "\": use a worker of that queue");
        }
        JobHandle<R> job = pending();
        claimed(job, worker);
        return job;
    }

    /**
     * Retrying after one failed attempt, due after {@code delay}.
     *
     * @throws IllegalArgumentException if the type is started at most once: a job of it never is
     */
    public JobHandle<R> retrying(Duration delay, Throwable failure) {
        if (type.isAtMostOnce()) {
            throw new IllegalArgumentException("No job of " + type
                    + " is ever retrying, for it is started at most once:" + " seed it dead, or abandoned");
        }
        return ended((worker, claim) -> worker.retry(claim, delay, failure));
    }

    /** Done, with a result or with null. */
    public JobHandle<R> done(@Nullable R result) {
        return ended((worker, claim) -> worker.complete(claim, result));
    }

    /** Dead after one failed attempt. */
    public JobHandle<R> dead(Throwable failure) {
        return ended((worker, claim) -> worker.bury(claim, failure));
    }

    /**
     * Dead because its worker died while it held it, which is the end of a job that is started at most once.
     *
     * @throws IllegalArgumentException if the type is another one: its jobs run again after that
     */
    public JobHandle<R> abandoned() {
        if (!type.isAtMostOnce()) {
            throw new IllegalArgumentException(
                    "No job of " + type + " is ever abandoned, for it runs again: use a type that is atMostOnce()");
        }
        JobHandle<R> job = pending();
        ManualWorker worker = newWorker.get();
        claimed(job, worker);
        worker.leave();
        reclaim.accept(worker.name());
        return job;
    }

    /** Cancelled while it was pending. */
    public JobHandle<R> cancelled() {
        JobHandle<R> job = pending();
        queue.cancel(job.id());
        return job;
    }

    private interface End {
        boolean of(ManualWorker worker, Claim claim);
    }

    private JobHandle<R> ended(End end) {
        JobHandle<R> job = pending();
        ManualWorker worker = newWorker.get();
        try {
            if (!end.of(worker, claimed(job, worker))) {
                throw new IllegalStateException("The claim of " + job + " was lost before it could be ended");
            }
        } finally {
            worker.leave();
        }
        return job;
    }

    private static Claim claimed(JobHandle<?> job, ManualWorker worker) {
        return worker.claim(job.id())
                .orElseThrow(() -> new IllegalStateException(job + " could not be claimed by " + worker
                        + ": seed it while the queue is not paused and no other worker is at work on it"));
    }

    private JobHandle<R> enqueued(Duration delay) {
        JobHandle<R> job = queue.enqueue(type, payload, options -> {
            how.accept(options);
            options.delay(delay);
        });
        if (job.enqueued().orElse(null) instanceof dev.baton.Enqueued.AlreadyExists known) {
            throw new IllegalArgumentException(
                    job + " is there already, " + known.status() + ": give the seed an id of its own");
        }
        return job;
    }
}
