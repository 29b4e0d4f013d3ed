package dev.baton.store;

import java.util.List;

/**
 * What a claim, a completion with a claim, or an adoption found.
 *
 * @param verdict what became of the claim
 * @param claims the jobs taken, front first
 * @param dropped stale ids (cancelled or unknown) that were removed on the way
 * @param settlements what became of each completion, in the order given
 * @param serverMillis the time of Redis
 */
public record ClaimAnswer(
        Verdict verdict, List<Claim> claims, List<String> dropped, List<Settlement> settlements, long serverMillis) {

    /** What became of a claim. */
    public enum Verdict {
        /** Took what {@link #claims()} and {@link #dropped()} say; there may be more. */
        TAKEN,
        /** As {@link #TAKEN}, and the queue is empty now: nothing but a blocking claim needs to ask. */
        LAST,
        /** The queue is empty: a blocking claim may wait. */
        EMPTY,
        /** The queue is paused; bare ids went back to the front. */
        PAUSED,
        /** This incarnation is not registered or has expired; nothing was claimed. */
        EXPIRED,
        /** Nothing was asked for. */
        NONE
    }
}
