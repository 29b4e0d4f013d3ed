package dev.baton;

import org.jspecify.annotations.Nullable;

/**
 * User code for one job type. Returns the result, or throws: then the attempt failed and the retry policy decides.
 * Handlers
 * must be idempotent, for after a crash the job runs again; unless its type is
 * {@link dev.baton.model.JobType#atMostOnce started at most once}.
 */
@FunctionalInterface
public interface JobHandler<P, R> {
    /** Runs on a handler thread, many at once; never on a thread of the network. */
    @Nullable
    R handle(P payload, JobContext context) throws Exception;
}
