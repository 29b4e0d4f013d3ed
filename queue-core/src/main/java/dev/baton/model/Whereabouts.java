package dev.baton.model;

import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where one job stood at one instant, and what stood in its way. All times are by the clock of Redis.
 *
 * @param status its status
 * @param at when this was looked at
 * @param pausedSince since when nothing may be claimed from its queue; null if it is not paused
 * @param waiting how many ids stand in {@code pending}
 * @param ahead how many of them are to be claimed before this job; empty if it does not stand there, or beyond the
 *     first 10,000
 * @param dueAt when it becomes pending; null if it is neither scheduled nor retrying
 * @param liveWorkers workers of the queue whose heartbeat has not expired
 * @param heldJobs how many jobs these hold
 * @param cancelAsked whether it runs and somebody asked for its cancellation
 * @param holder who has it in hand; null if nobody was found
 */
public record Whereabouts(
        JobStatus status,
        Instant at,
        @Nullable Instant pausedSince,
        long waiting,
        OptionalLong ahead,
        @Nullable Instant dueAt,
        long liveWorkers,
        long heldJobs,
        boolean cancelAsked,
        @Nullable Holder holder) {
    /**
     * Who has a job in hand.
     *
     * @param worker the worker's incarnation; empty for a remote consumer
     * @param expiresAt when the worker's heartbeat, or the lease, runs out or did
     * @param claimedAt about when it was claimed; null if it was moved to the worker and not claimed yet
     */
    public record Holder(
            String worker, Instant expiresAt, @Nullable Instant claimedAt) {
        public boolean isLease() {
            return worker.isEmpty();
        }
    }
}
