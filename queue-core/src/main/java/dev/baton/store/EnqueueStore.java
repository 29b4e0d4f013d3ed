package dev.baton.store;

import dev.baton.model.Durability;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The producer's port. Thread-safe. Futures complete on the store's own threads: dependents must be short and must not
 * block; they fail with a {@link StoreException}.
 */
public interface EnqueueStore {
    /**
     * Enqueues up to {@link dev.baton.model.Limits#BATCH} jobs in one round trip. Idempotent by id, and repeated by the
     * store itself after a lost connection until its time-out has passed.
     *
     * @return one answer a job, in order
     */
    CompletableFuture<List<EnqueueAnswer>> enqueue(String queue, List<NewJob> jobs);

    /**
     * As {@link #enqueue}, for one job at least, and then waits until the jobs are as safe as {@code durability} says or its
     * time is over; covers jobs that are known already like new ones. Fails with {@link StoreException.Kind#UNFIT}, before
     * anything is written, if the server cannot confirm such a thing; so does a store that never can.
     */
    default CompletableFuture<DurableAnswer> enqueueDurably(String queue, List<NewJob> jobs, Durability durability) {
        return CompletableFuture.failedFuture(new StoreException(
                StoreException.Kind.UNFIT,
                "This store cannot confirm " + durability + ", so nothing was enqueued to queue " + queue));
    }
}
