package dev.baton.peers;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Counts completed jobs, and knows how long the last one took to come. The clock runs from its making. Thread-safe. */
public final class Tally {
    private static final int LONGEST_MINUTES = 30;

    private final long beganNanos = System.nanoTime();
    private final CountDownLatch left;

    public Tally(int jobs) {
        left = new CountDownLatch(jobs);
    }

    public void count() {
        left.countDown();
    }

    public boolean isComplete() {
        return left.getCount() == 0;
    }

    /** @throws IllegalStateException if jobs are missing after 30 minutes */
    public double awaitSeconds() throws InterruptedException {
        if (!left.await(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException(left.getCount() + " jobs did not end in " + LONGEST_MINUTES + " minutes");
        }
        return (System.nanoTime() - beganNanos) / 1e9;
    }
}
