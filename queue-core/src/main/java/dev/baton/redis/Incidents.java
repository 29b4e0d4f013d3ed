package dev.baton.redis;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what makes a view of the store doubtful: errors, reconnects, another server than before. A reclaimer that saw
 * the number rise waits one full expiry, so that a stall of Redis does not become a fleet-wide second execution.
 */
final class Incidents {
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong reconnects = new AtomicLong();

    void raise() {
        count.incrementAndGet();
    }

    /** A connection stands again: behind it may be an older copy of the data, or another server. */
    void raiseReconnect() {
        reconnects.incrementAndGet();
        count.incrementAndGet();
    }

    long count() {
        return count.get();
    }

    /** How often a connection came back; what was written only once for all must then be written again. */
    long reconnects() {
        return reconnects.get();
    }
}
