package dev.baton.worker;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Where the end of a worker waits until nothing is on its way any more. Thread-safe. */
final class Stillness {
    private final Object lock = new Object();

    /** Something came to its end. Never call it with a lock in hand that the condition of {@link #await} takes too. */
    void changed() {
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    /** Waits until {@code still} holds, looking at it after every change. @return whether it came to hold in time */
    boolean await(BooleanSupplier still, Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        synchronized (lock) {
            while (!still.getAsBoolean()) {
                long leftNanos = until - System.nanoTime();
                if (leftNanos <= 0) {
                    return false;
                }
                lock.wait(leftNanos / 1_000_000 + 1);
            }
            return true;
        }
    }
}
