package dev.baton;

import dev.baton.codec.JobCodec;
import dev.baton.json.JacksonCodec;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Baton} is set up. Given to the lambda of {@link Baton#connect} and used once; not thread-safe. Every method
 * throws {@link IllegalArgumentException} with one sentence for a value out of range.
 */
public final class BatonOptions {
    /** The time-out of a command unless another is given. */
    public static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

    private Duration commandTimeout = DEFAULT_COMMAND_TIMEOUT;
    private boolean evictionAllowed;
    private JobCodec codec = new JacksonCodec();
    private @Nullable Executor callbacks;

    BatonOptions() {}

    /**
     * How long one call to Redis may take, repeats after a lost connection included; 100 ms to 1 h, default 10 s. Too
     * short, and a pause of Redis (a fork, a failover) fails calls that only had to wait; too long, and callers hang while
     * Redis is silent. Once Redis has been gone for so long, enqueues are tried once each and refused at once, until one
     * is answered again.
     */
    public BatonOptions commandTimeout(Duration timeout) {
        if (timeout.compareTo(SHORTEST_TIMEOUT) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "The command time-out " + timeout + " is not allowed: use 100 ms to 1 h");
        }
        commandTimeout = timeout;
        return this;
    }

    /**
     * Accepts a Redis whose {@code maxmemory-policy} may evict keys; default: refused. An evicted key is a lost job: for
     * those who know that their memory never fills.
     */
    public BatonOptions allowEviction() {
        evictionAllowed = true;
        return this;
    }

    /** How payloads, results and records are written and read; default {@link JacksonCodec}. */
    public BatonOptions codec(JobCodec newCodec) {
        codec = newCodec;
        return this;
    }

    /**
     * Where futures are completed that Baton returns; default: a few daemon threads of its own, at least 4. Callbacks that
     * block for long need an executor with more threads.
     */
    public BatonOptions callbacks(Executor executor) {
        callbacks = executor;
        return this;
    }

    Duration commandTimeout() {
        return commandTimeout;
    }

    boolean isEvictionAllowed() {
        return evictionAllowed;
    }

    JobCodec codec() {
        return codec;
    }

    Callbacks callbacks() {
        return callbacks == null ? Callbacks.ofOwnThreads() : new Callbacks(callbacks);
    }
}
