package dev.baton.store;

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
}
