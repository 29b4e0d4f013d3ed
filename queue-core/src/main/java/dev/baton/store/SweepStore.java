package dev.baton.store;

import dev.baton.model.Retention;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * The background duties, each one bounded pass a call. Any number of processes may sweep the same queue. Thread-safe;
 * futures as in {@link WorkerStore}. Every call may be repeated.
 */
public interface SweepStore {
    /** Incarnations whose heartbeat has expired and that are still registered, oldest first, at most {@code most}. */
    CompletableFuture<List<String>> expiredWorkers(String queue, int most);

    /**
     * Takes back up to {@code most} elements of a dead incarnation: claimed ones count a crash and go to the back, or
     * are dead after {@code maxCrashes}; bare ids go to the front, uncounted (salvage). Changes nothing if the
     * incarnation is alive.
     */
    CompletableFuture<ReclaimAnswer> reclaim(String queue, String worker, int most, int maxCrashes);

    /**
     * Takes back up to {@code most} jobs of remote consumers whose lease ran out: each counts a crash and goes to the back, or
     * is dead after {@code maxCrashes}.
     */
    CompletableFuture<LapseAnswer> lapse(String queue, int most, int maxCrashes);

    /** Moves up to {@code most} due jobs to the back of pending. */
    CompletableFuture<PromoteAnswer> promote(String queue, int most);

    /** Removes up to {@code most} finished jobs that retention no longer keeps. */
    CompletableFuture<PurgeAnswer> purge(String queue, Retention retention, int most);

    /**
     * One page of a slow walk over all processing lists, for those of incarnations that are not registered.
     *
     * @param cursor {@code "0"} at first, then the last answer's
     */
    CompletableFuture<StrayPage> strays(String queue, String cursor);

    /**
     * A number that rises whenever this store saw an error, a reconnect, or another server than before. A reclaimer
     * that saw it rise waits one full expiry.
     */
    long incidents();

    /** What a reclaim did. */
    record ReclaimAnswer(
            boolean dead,
            List<String> reclaimed,
            List<String> buried,
            List<String> cancelled,
            int salvaged,
            int dropped,
            boolean more) {}

    /** What a look for leases that ran out did; whether there are more of them, and when the next one runs out. */
    record LapseAnswer(
            List<String> reclaimed,
            List<String> buried,
            List<String> cancelled,
            int dropped,
            boolean more,
            OptionalLong nextExpiryMillis,
            long serverMillis) {
        /** In how long the next lease runs out; an hour if there is none. */
        public Duration untilNext() {
            return nextExpiryMillis.isEmpty()
                    ? Duration.ofHours(1)
                    : Duration.ofMillis(Math.max(0, nextExpiryMillis.getAsLong() - serverMillis));
        }
    }

    /** What a promote did, and when the next job is due. */
    record PromoteAnswer(int promoted, OptionalLong nextDueMillis, long serverMillis) {}

    /** What a purge removed. */
    record PurgeAnswer(int done, int dead, int cancelled, boolean more) {
        public int total() {
            return done + dead + cancelled;
        }
    }

    /** Incarnations found on a page of the janitor's walk; {@code next} is {@code "0"} at the end. */
    record StrayPage(List<String> workers, String next) {}
}
