package dev.baton.worker;

import java.time.Duration;
import java.util.concurrent.Future;

/**
 * The time of a worker, as it is measured and waited for: {@link Ticker} for one that works, moved by hand where somebody
 * else decides what happens next. Thread-safe.
 */
interface Time {
    /** A reading that says something only beside another one; it never goes back. */
    long nanos();

    /** Runs a task once, after a while. */
    Future<?> after(Duration delay, Runnable task);
}
