package dev.baton.redis;

import dev.baton.codec.JobCodec;
import dev.baton.model.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a {@link RedisStore} is made from. Immutable; each {@code with…} gives a changed copy. */
public final class RedisStoreOptions {
    private final String uri;
    private final JobCodec codec;
    private final Duration commandTimeout;
    private final boolean evictionAllowed;
    private final Supplier<@Nullable Instant> clock;

    private RedisStoreOptions(
            String uri,
            JobCodec codec,
            Duration commandTimeout,
            boolean evictionAllowed,
            Supplier<@Nullable Instant> clock) {
        this.uri = uri;
        this.codec = codec;
        this.commandTimeout = commandTimeout;
        this.evictionAllowed = evictionAllowed;
        this.clock = clock;
    }

    /**
     * Defaults throughout.
     *
     * @param uri {@code redis://[user:password@]host[:port][/database]}, {@code rediss://…} for TLS,
     *     {@code redis-sentinel://host[:port][,host…]/[database]#master}, or
     *     {@code redis+cluster://[user:password@]host[:port][,host…]}; looked at when the store connects
     * @param codec reads records and failures for {@link dev.baton.store.InspectStore}, and frames new records
     */
    public static RedisStoreOptions of(String uri, JobCodec codec) {
        return new RedisStoreOptions(uri, codec, Duration.ofSeconds(10), false, () -> null);
    }

    /**
     * How long a call may take in all, repeats included: 100 ms to 3,650 days, default 10 s. A single try gets half of
     * it, so that a connection that went silent is noticed and replaced while there is time for another try. Shorter
     * than a pause of Redis (a fork, a failover), and calls fail that only had to wait; longer than the expiry of
     * workers, and heartbeats come too late.
     */
    public RedisStoreOptions withCommandTimeout(Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException(
                    "The command time-out " + timeout + " is not allowed: use 100 ms to 3650 days");
        }
        return new RedisStoreOptions(
                uri, codec, Durations.requireLength("command time-out", timeout), evictionAllowed, clock);
    }

    /**
     * Accepts a Redis whose {@code maxmemory-policy} may evict keys; default refused. An evicted key is a lost job: for
     * those who know that their memory never fills.
     */
    public RedisStoreOptions withEvictionAllowed() {
        return new RedisStoreOptions(uri, codec, commandTimeout, true, clock);
    }

    /** For tests only: the time that scripts shall take for the present; null stands for Redis's own clock. */
    public RedisStoreOptions withClockForTests(Supplier<@Nullable Instant> present) {
        return new RedisStoreOptions(uri, codec, commandTimeout, evictionAllowed, present);
    }

    String uri() {
        return uri;
    }

    JobCodec codec() {
        return codec;
    }

    Duration commandTimeout() {
        return commandTimeout;
    }

    boolean evictionAllowed() {
        return evictionAllowed;
    }

    Supplier<@Nullable Instant> clock() {
        return clock;
    }
}
