package dev.baton.bench.lab;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The times at which things are meant to happen, so many a second. */
public final class Rate {
    private final double nanosEach;
    private volatile long beganNanos;

    public Rate(int perSecond) {
        nanosEach = (double) TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /** The first is due a little later. */
    public void begin() {
        beganNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
    }

    public void awaitTurn(long number) {
        long left = -lateness(number);
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = -lateness(number);
        }
    }

    /** Nanoseconds since that one was due. */
    public long lateness(long number) {
        return System.nanoTime() - beganNanos - (long) (number * nanosEach);
    }
}
