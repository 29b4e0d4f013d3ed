package dev.baton.worker;

import java.util.concurrent.atomic.LongAdder;

/**
 * How fast this worker's handlers of a queue are, and therefore how many jobs it may hold beyond its free handlers:
 * those that it will start within 50 ms. A fixed prefetch would be fast too, but it would starve a sibling that is idle.
 * Thread-safe.
 */
final class Pace {
    /** At 10,000 jobs/s these are started within 50 ms; nobody gains by holding more. */
    static final int MOST_AHEAD = 512;

    private static final double AHEAD_NANOS = 50e6;
    private static final int ENOUGH_RUNS = 8;

    private final LongAdder nanos = new LongAdder();
    private final LongAdder runs = new LongAdder();
    private double meanNanos = Double.POSITIVE_INFINITY; // unknown: hold nothing ahead

    void ran(long durationNanos) {
        nanos.add(durationNanos);
        runs.increment();
    }

    /** Jobs that {@code handlers} parallel handlers will start within 50 ms. */
    synchronized int ahead(int handlers) {
        if (runs.sum() >= ENOUGH_RUNS) {
            long count = runs.sumThenReset();
            double mean = (double) nanos.sumThenReset() / Math.max(1, count);
            meanNanos = Double.isInfinite(meanNanos) ? mean : 0.7 * meanNanos + 0.3 * mean;
        }
        return (int) Math.min(MOST_AHEAD, handlers * AHEAD_NANOS / Math.max(meanNanos, 1000));
    }

    /** The estimate was wrong: jobs wait that should have been started long ago. */
    synchronized void forget() {
        nanos.reset();
        runs.reset();
        meanNanos = Double.POSITIVE_INFINITY;
    }
}
