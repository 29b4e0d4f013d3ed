package dev.baton.server.figures;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;

/** Lengths of time, counted in steps that are 5 % apart, from 10 µs to some minutes, and the longest. Thread-safe. */
public final class Latencies {
    private static final double STEP = Math.log(1.05);
    private static final double SHORTEST_NANOS = 10_000;
    private static final int STEPS = 400;

    private final AtomicLongArray counts = new AtomicLongArray(STEPS);
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    public void add(long nanos) {
        double step = Math.log(Math.max(nanos, SHORTEST_NANOS) / SHORTEST_NANOS) / STEP;
        counts.incrementAndGet(Math.min(STEPS - 1, (int) step));
        longest.accumulate(nanos);
    }

    public boolean isEmpty() {
        return longest.get() == 0;
    }

    public Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    /** The length that a share of all did not exceed, within 5 %; zero if there are none. @param share 0 to 1 */
    public Duration at(double share) {
        long all = 0;
        for (int i = 0; i < STEPS; i++) {
            all += counts.get(i);
        }
        long wanted = (long) Math.ceil(all * share);
        long seen = 0;
        for (int i = 0; i < STEPS && all > 0; i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                long upper = (long) (SHORTEST_NANOS * Math.exp(STEP * (i + 1)));
                return Duration.ofNanos(Math.min(upper, longest.get()));
            }
        }
        return Duration.ZERO;
    }
}
