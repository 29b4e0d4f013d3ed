package dev.baton.server.lending;

import dev.baton.model.Limits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Claims for consumers who are no workers: they have a lease instead of a heartbeat. What many consumers ask for at the
 * same time goes to Redis together. Thread-safe.
 *
 * <p>Futures complete on the store's own threads: dependents must be short and must not block. They fail with a
 * {@link dev.baton.store.StoreException}; arguments out of range throw {@link IllegalArgumentException} at once, with one
 * sentence. An end and an extension may be repeated by whoever got no answer; a claim that got none is forgotten, and what
 * it may have taken comes back when its lease runs out.
 */
public interface Lending extends AutoCloseable {
    /** Shortest and longest lease. */
    Duration SHORTEST_LEASE = Duration.ofSeconds(1);

    Duration LONGEST_LEASE = Duration.ofHours(12);

    /** Longest wait for a job. */
    Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** Most jobs a claim. */
    int MOST = Limits.BATCH;

    /**
     * Claims jobs from the front of a queue.
     *
     * @param most how many at most, 1 to {@link #MOST}
     * @param wait how long to wait for the first of them, none to {@link #LONGEST_WAIT}
     * @param lease how long the consumer has, {@link #SHORTEST_LEASE} to {@link #LONGEST_LEASE}
     * @return what there was, foremost first; empty if the wait ended, or the queue is paused. If the consumer is gone,
     *     cancel the future: what comes for it goes back to the front
     */
    CompletableFuture<List<Lease>> claim(String queue, int most, Duration wait, Duration lease);

    /** The job is done. {@code result} is JSON in UTF-8, at most {@link Limits#RESULT_BYTES}; null for none. */
    CompletableFuture<LeaseEnd> complete(LeaseToken token, byte @Nullable [] result);

    /**
     * The attempt failed and counts: the job waits for its next attempt as its retry policy says, or is dead if that was
     * the last, or if {@code retry} is false.
     *
     * @param error a short name of the kind of failure, for people and for grouping
     * @param message what happened
     */
    CompletableFuture<LeaseEnd> fail(LeaseToken token, String error, String message, boolean retry);

    /** Not now: the job goes back to the front at once, and nothing is counted. */
    CompletableFuture<LeaseEnd> release(LeaseToken token);

    /** The lease runs for {@code lease} from now on; one that ran out is never extended. */
    CompletableFuture<LeaseEnd> extend(LeaseToken token, Duration lease);

    /** Consumers that wait get nothing more; what was claimed stays claimed. */
    @Override
    void close();
}
