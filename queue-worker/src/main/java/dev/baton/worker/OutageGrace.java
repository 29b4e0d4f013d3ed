package dev.baton.worker;

import java.time.Duration;

/**
 * Keeps a reclaimer still after it saw an incident itself: for one full expiry, so that a stall of Redis, or of this very
 * process, does not look like the death of the whole fleet. Plain and clockless; one a queue, used by one thread at a time.
 */
final class OutageGrace {
    private final long expiryNanos;
    private long seenIncidents;
    private long quietUntilNanos;
    private boolean quiet;
    private long lastPassNanos;
    private boolean passedBefore;

    OutageGrace(Duration expiry, long incidents) {
        this.expiryNanos = expiry.toNanos();
        this.seenIncidents = incidents;
    }

    /** Whether a pass may reclaim now, given how many incidents the store has seen so far. */
    boolean mayReclaim(long incidents, long nowNanos) {
        boolean stalled = passedBefore && nowNanos - lastPassNanos > expiryNanos / 2;
        lastPassNanos = nowNanos;
        passedBefore = true;
        if (incidents != seenIncidents || stalled) {
            seenIncidents = incidents;
            keepStill(nowNanos);
        }
        if (quiet && nowNanos - quietUntilNanos >= 0) {
            quiet = false;
        }
        return !quiet;
    }

    /** A call to Redis took so long: longer than a third of the expiry, and others may have missed their heartbeat. */
    void callTook(long nanos, long nowNanos) {
        if (nanos > expiryNanos / 3) {
            keepStill(nowNanos);
        }
    }

    private void keepStill(long nowNanos) {
        quiet = true;
        quietUntilNanos = nowNanos + expiryNanos;
    }
}
