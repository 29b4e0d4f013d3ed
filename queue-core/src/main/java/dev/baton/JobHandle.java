package dev.baton;

import dev.baton.model.Durations;
import dev.baton.model.Failure;
import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One job, seen from outside: its status, its end, its result. Holds nothing but names, so it may be kept or dropped at
 * will. Thread-safe. Calls throw {@link StoreException} when Redis cannot be asked.
 *
 * @param <R> the job type's result
 */
public final class JobHandle<R> {
    private final JobQueue queue;
    private final String id;
    private final Ended<R> ended;
    private final @Nullable Enqueued enqueued;

    JobHandle(JobQueue queue, String id, Ended<R> ended, @Nullable Enqueued enqueued) {
        this.queue = queue;
        this.id = id;
        this.ended = ended;
        this.enqueued = enqueued;
    }

    public String id() {
        return id;
    }

    /** The name of the job's queue. */
    public String queue() {
        return queue.name();
    }

    /** What the enqueue found that returned this handle; empty for a handle from {@link JobQueue#handle}. */
    public Optional<Enqueued> enqueued() {
        return Optional.ofNullable(enqueued);
    }

    /**
     * The job's status now.
     *
     * @throws UnknownJobException if the job is unknown or forgotten
     */
    public JobStatus status() {
        return queue.status(id).orElseThrow(() -> new UnknownJobException(queue.name(), id));
    }

    /** Everything that is known of the job now; empty if it is unknown or forgotten. */
    public Optional<JobView> view() {
        return queue.find(id);
    }

    /** What the last failed attempt left behind; empty if none failed, or if the job is unknown or forgotten. */
    public Optional<Failure> error() {
        return view().flatMap(JobView::lastError);
    }

    /**
     * Waits for the job's end. An outage of Redis meanwhile only counts as time.
     *
     * @param patience 1 ms to 3,650 days
     * @return the result; null if the handler returned null, and always for {@link Void}
     * @throws JobFailedException if the job is dead
     * @throws JobCancelledException if it was cancelled
     * @throws AwaitTimeoutException if it has not ended in time; the job is left as it is
     * @throws UnknownJobException if it is unknown or forgotten
     * @throws ResultUnavailableException if it is done and its result was too large, purged, or does not fit
     * @throws java.util.concurrent.CancellationException if the thread was interrupted; its flag stays set
     */
    public @Nullable R await(Duration patience) {
        Durations.requireLength("time to await a job", patience);
        Awaits awaits = queue.awaits();
        CompletableFuture<JobView> end = awaits.join(id);
        try {
            JobView job = CallerWait.on(end, patience, "the end of job " + id)
                    .orElseThrow(() -> new AwaitTimeoutException(
                            queue.name(), id, patience, awaits.lastSeen(id).orElse(null)));
            return ended.result(job);
        } finally {
            awaits.leave(id, end);
        }
    }

    /**
     * The job's end as a future: the result, or one of the exceptions that {@link #await} throws, time-out apart. It
     * completes on a thread of Baton's callbacks and outlasts outages of Redis; {@link CompletableFuture#orTimeout} and
     * {@link CompletableFuture#cancel} only end the waiting. Each call gives a new one. A future that nobody completes or
     * cancels is kept until the job ends or is forgotten, or Baton is closed.
     */
    public CompletableFuture<@Nullable R> future() {
        Awaits awaits = queue.awaits();
        CompletableFuture<JobView> end = awaits.join(id);
        CompletableFuture<@Nullable R> result = queue.callbacks().deliver(end, ended::result, failure -> failure);
        result.whenComplete((value, failure) -> awaits.leave(id, end));
        return result;
    }

    @Override
    public String toString() {
        return "JobHandle[" + queue.name() + "/" + id + "]";
    }
}
