package dev.baton;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that jobs may take between their enqueue and its answer, over all queues of one Baton. When Redis is slower
 * than the producers, this is where they notice. Thread-safe.
 */
final class Room {
    static final int MOST_JOBS = 100_000;
    static final long MOST_BYTES = 64L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private int jobs;
    private long bytes;

    /** Takes room at once, or answers false. A call larger than all of it fits when it is alone. */
    boolean tryTake(int moreJobs, long moreBytes) {
        lock.lock();
        try {
            if (jobs > 0 && (jobs + moreJobs > MOST_JOBS || bytes + moreBytes > MOST_BYTES)) {
                return false;
            }
            jobs += moreJobs;
            bytes += moreBytes;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The same, waiting for room as long as {@code patience}. */
    boolean take(int moreJobs, long moreBytes, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (!tryTake(moreJobs, moreBytes)) {
                if (left <= 0) {
                    return false;
                }
                left = freed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void giveBack(int fewerJobs, long fewerBytes) {
        lock.lock();
        try {
            jobs -= fewerJobs;
            bytes -= fewerBytes;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What is taken, for messages. */
    String use() {
        lock.lock();
        try {
            return jobs + " jobs of " + bytes + " bytes";
        } finally {
            lock.unlock();
        }
    }
}
