package dev.baton.store;

import dev.baton.model.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Claims of remote consumers: who holds one has no heartbeat, but a lease that runs out. They are ended as a worker's are,
 * through {@link WorkerStore#settle} and {@link WorkerStore#completeAndClaim} with {@link Lane#ofLeases}; what ran out is
 * taken back by {@link SweepStore#lapse}. Thread-safe; futures as in {@link WorkerStore}.
 */
public interface LeaseStore {
    /**
     * Claims what {@code request} has room for. Never sent again, neither by the caller nor here: whatever it may have taken
     * comes back when its lease runs out.
     *
     * @param request its call should be hard to guess, for it is part of what proves the claim
     * @param lease how long the claims stand, by the clock of Redis; 1 ms or more
     */
    CompletableFuture<ClaimAnswer> lend(String queue, ClaimRequest request, Duration lease);

    /**
     * Makes a queue known before its first job, and sets how long its leases stand if whoever claims says nothing else. May
     * be repeated.
     *
     * @param leaseTime 1 ms or more; null leaves it as it is
     */
    CompletableFuture<Void> create(String queue, @Nullable Duration leaseTime);

    /** What {@link #create} set; empty if nothing was, or it was damaged by hand. Nothing here applies it by itself. */
    CompletableFuture<Optional<Duration>> leaseTime(String queue);

    /**
     * Lets leases run for {@code lease} from now on; those that ran out are not extended. May be repeated.
     *
     * @param entries {@link Claim#entry()} of each, 1 to 1000
     * @return one answer an entry, in order
     */
    CompletableFuture<List<Extension>> extend(String queue, List<String> entries, Duration lease);

    /**
     * Reads claims that were forgotten here, or that another process made: their records, and what is noted of them. Whether
     * the entries still stand is not looked at; whoever ends the claim will learn.
     *
     * @param entries as in {@link #extend}
     * @return one answer an entry, in order; empty for those without a record, and for claims that are known to have ended
     *     otherwise than well, for another one came after them or may come
     */
    CompletableFuture<List<Optional<Claim>>> recall(String queue, List<String> entries);

    /** A wait of its own connection for this queue. Connects when first asked; close it. */
    PendingWait pendingWait(String queue);

    /**
     * What became of an extension.
     *
     * @param extended whether the lease stood
     * @param cancelAsked whether it did, and somebody asked for the cancellation of the job
     * @param status the status found if it was not extended; null if it was, or the job is unknown
     */
    record Extension(
            String id,
            boolean extended,
            boolean cancelAsked,
            @Nullable JobStatus status) {}

    /** Waits in Redis until there is something to claim, and claims nothing. One wait at a time. */
    interface PendingWait extends AutoCloseable {
        /**
         * Completes when a job is pending or {@code block} has passed, 1 ms or more. A hint: somebody else may be faster. On a
         * paused queue it completes at once if jobs are pending.
         */
        CompletableFuture<Void> await(Duration block);

        /** Closes the connection; a pending future fails. */
        @Override
        void close();
    }
}
