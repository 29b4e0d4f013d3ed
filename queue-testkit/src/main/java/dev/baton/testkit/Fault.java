package dev.baton.testkit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** A fault that was ordered from a {@link FaultProxy}, to wait for. Thread-safe. */
public final class Fault {
    private final String name;
    private final End end;
    private final Predicate<byte[]> request;
    private final AtomicLong replyBytesLeft;
    private final CountDownLatch forwarded = new CountDownLatch(1);
    private final CountDownLatch triggered = new CountDownLatch(1);

    private Fault(String name, End end, Predicate<byte[]> request, long replyBytesLeft) {
        this.name = name;
        this.end = end;
        this.request = request;
        this.replyBytesLeft = new AtomicLong(replyBytesLeft);
    }

    static Fault droppingReplies(String name, Predicate<byte[]> request, End end) {
        return new Fault(name, end, request, Long.MAX_VALUE);
    }

    static Fault cutting(long replyBytes, End end) {
        return new Fault("cut after " + replyBytes + " bytes", end, command -> false, replyBytes);
    }

    /**
     * Waits until a request that this fault is meant for is on its way to Redis, a BLMOVE that will block for instance.
     *
     * @throws AssertionError if there was none in this time
     */
    public void awaitForwarded(Duration limit) {
        await(forwarded, limit, "no request met");
    }

    /**
     * Waits until the fault has happened: Redis has answered, the answer is gone, the client's connection was ended.
     *
     * @throws AssertionError if it did not in this time
     */
    public void awaitTriggered(Duration limit) {
        await(triggered, limit, "nothing triggered");
    }

    /** Whether it has happened. */
    public boolean isTriggered() {
        return triggered.getCount() == 0;
    }

    @Override
    public String toString() {
        return name + " by " + end;
    }

    End end() {
        return end;
    }

    boolean matches(byte[] command) {
        return request.test(command);
    }

    /** How many of these bytes may still pass; the fault is due when none is left then. */
    int pass(int bytes) {
        long before = replyBytesLeft.getAndUpdate(left -> Math.max(0, left - bytes));
        return (int) Math.min(before, bytes);
    }

    boolean isUsedUp() {
        return replyBytesLeft.get() == 0;
    }

    void wasForwarded() {
        forwarded.countDown();
    }

    void wasTriggered() {
        triggered.countDown();
    }

    private void await(CountDownLatch latch, Duration limit, String what) {
        try {
            if (!latch.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("Within " + limit + " " + what + " the fault \"" + this + "\".");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for the fault \"" + this + "\".", e);
        }
    }
}
