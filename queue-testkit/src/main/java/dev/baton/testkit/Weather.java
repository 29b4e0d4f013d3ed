package dev.baton.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The state of a proxy's wire, shared by its connections: what is held up, how slow it is, which faults are due. */
final class Weather {
    final AtomicReference<@Nullable Fault> nextMatching = new AtomicReference<>();
    final AtomicReference<@Nullable Fault> everyReply = new AtomicReference<>();
    final AtomicReference<@Nullable Fault> cut = new AtomicReference<>();
    final AtomicLong connections = new AtomicLong();
    final AtomicLong requests = new AtomicLong();
    final AtomicLong replies = new AtomicLong();
    final AtomicLong requestBytes = new AtomicLong();
    final AtomicLong replyBytes = new AtomicLong();
    final AtomicLong triggered = new AtomicLong();

    private @Nullable Direction held;
    private Duration requestDelay = Duration.ZERO;
    private Duration replyDelay = Duration.ZERO;
    private long bytesPerSecond;

    synchronized void hold(Direction direction) {
        held = direction;
        notifyAll();
    }

    synchronized void delay(Direction direction, Duration delay) {
        if (direction.includes(Direction.REQUESTS)) {
            requestDelay = delay;
        }
        if (direction.includes(Direction.REPLIES)) {
            replyDelay = delay;
        }
    }

    synchronized void throttle(long newBytesPerSecond) {
        bytesPerSecond = newBytesPerSecond;
    }

    synchronized void clear() {
        held = null;
        requestDelay = Duration.ZERO;
        replyDelay = Duration.ZERO;
        bytesPerSecond = 0;
        nextMatching.set(null);
        everyReply.set(null);
        cut.set(null);
        notifyAll();
    }

    /** Returns when nothing holds up this direction. */
    synchronized void awaitOpen(Direction oneWay) throws InterruptedException {
        while (held != null && held.includes(oneWay)) {
            wait();
        }
    }

    synchronized Duration delayOf(Direction oneWay) {
        return oneWay == Direction.REQUESTS ? requestDelay : replyDelay;
    }

    /** 0 for no limit. */
    synchronized long bytesPerSecond() {
        return bytesPerSecond;
    }

    /** The fault that this request meets, if any; one that is meant for one request is taken by it. */
    @Nullable
    Fault faultFor(byte[] command) {
        Fault next = nextMatching.get();
        if (next != null && next.matches(command) && nextMatching.compareAndSet(next, null)) {
            next.wasForwarded();
            return next;
        }
        return null;
    }

    void happened(Fault fault) {
        triggered.incrementAndGet();
        fault.wasTriggered();
    }
}
