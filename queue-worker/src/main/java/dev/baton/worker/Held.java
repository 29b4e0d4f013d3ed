package dev.baton.worker;

import dev.baton.JobContext;
import dev.baton.model.JobRecord;
import dev.baton.store.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One job in this worker's hand, from its claim to the record of its outcome; and, while it runs, the context of its
 * handler. Thread-safe.
 */
final class Held implements JobContext {
    private static final Duration VERY_LONG = Duration.ofDays(3650);

    private final Claim claim;
    private final FetchLane lane;
    private final Time time;
    private final long takenNanos;
    private @Nullable Thread thread;
    private boolean ended;
    private Stop told = Stop.NONE;
    private volatile Stop stop = Stop.NONE;
    private volatile @Nullable JobRecord record;
    private volatile long startedNanos;
    private volatile boolean handlerBegan;

    Held(Claim claim, FetchLane lane) {
        this.claim = claim;
        this.lane = lane;
        this.time = lane.queue().time();
        this.takenNanos = time.nanos();
    }

    Claim claim() {
        return claim;
    }

    FetchLane lane() {
        return lane;
    }

    long takenNanos() {
        return takenNanos;
    }

    /** The handler thread takes the job up. False if it ended before, or was told to stop while it waited. */
    synchronized boolean begin(Thread runner) {
        if (ended || stop != Stop.NONE) {
            return false;
        }
        thread = runner;
        startedNanos = time.nanos();
        return true;
    }

    /** The handler thread is done with the job; no interrupt meant for it may reach the next one. */
    synchronized void end() {
        ended = true;
        thread = null;
        Thread.interrupted(); // clears the flag
    }

    /** Takes a job that waits out of the way of the handlers. False if it runs or has ended. */
    synchronized boolean withdraw() {
        if (thread != null || ended) {
            return false;
        }
        ended = true;
        return true;
    }

    synchronized boolean isRunning() {
        return thread != null;
    }

    /**
     * Tells the run to stop, and interrupts it. The first reason stays, but a lost claim outweighs every other. Told the
     * same again, as each heartbeat does, it interrupts no more: the handler may be tidying up.
     */
    synchronized void stop(Stop why) {
        if (ended || why == told) {
            return;
        }
        told = why;
        if (stop == Stop.NONE || why == Stop.CLAIM_LOST) {
            stop = why;
        }
        if (thread != null) {
            thread.interrupt();
        }
    }

    void record(JobRecord decoded) {
        record = decoded;
    }

    @Nullable
    JobRecord recordOrNull() {
        return record;
    }

    /** From now on the handler may have had its effect. */
    void handlerBegins() {
        handlerBegan = true;
    }

    /** Whether the handler has begun, and must not begin again. */
    boolean isSpent() {
        JobRecord known = record;
        return handlerBegan && known != null && known.atMostOnce();
    }

    private JobRecord decoded() {
        JobRecord known = record;
        if (known == null) {
            throw new IllegalStateException("The record of job " + claim.id() + " has not been decoded yet");
        }
        return known;
    }

    long startedNanos() {
        return startedNanos;
    }

    @Override
    public String jobId() {
        return claim.id();
    }

    @Override
    public String queue() {
        return claim.lane().queue();
    }

    @Override
    public String type() {
        return decoded().type();
    }

    @Override
    public int attempt() {
        return claim.attempt();
    }

    @Override
    public List<String> tags() {
        return decoded().tags();
    }

    @Override
    public Instant enqueuedAt() {
        return decoded().enqueuedAt();
    }

    @Override
    public long fence() {
        return Long.parseLong(claim.fence());
    }

    @Override
    public boolean isCancelled() {
        return stop != Stop.NONE;
    }

    @Override
    public Stop stop() {
        return stop;
    }

    @Override
    public boolean isSurelyMine() {
        return stop != Stop.CLAIM_LOST && lane.incarnation().isSurelyLive();
    }

    @Override
    public Duration timeLeft() {
        Duration timeout = decoded().timeout();
        if (timeout == null) {
            return VERY_LONG;
        }
        Duration left = timeout.minusNanos(time.nanos() - startedNanos);
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public String toString() {
        return "Held[" + claim + ", " + stop + "]";
    }
}
