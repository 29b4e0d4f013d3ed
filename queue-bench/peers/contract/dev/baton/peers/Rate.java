package dev.baton.peers;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The times at which jobs are meant to be enqueued, so many a second, the first a little after the making. The last two
 * milliseconds to each are spent awake, by every peer: the timers of Node are no finer than a millisecond, and to be late
 * by one's timer is no latency of a queue's.
 */
public final class Rate {
    private static final long AWAKE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final double nanosEach;
    private final long beganNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);

    public Rate(int perSecond) {
        nanosEach = (double) TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    public void awaitTurn(long number) {
        for (long left = -lateness(number); left > 0; left = -lateness(number)) {
            if (left > AWAKE_NANOS) {
                LockSupport.parkNanos(left - AWAKE_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** Nanoseconds since that one was due. */
    public long lateness(long number) {
        return System.nanoTime() - beganNanos - (long) (number * nanosEach);
    }
}
