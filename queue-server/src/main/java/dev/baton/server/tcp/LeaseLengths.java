package dev.baton.server.tcp;

import dev.baton.store.LeaseStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long consumers have for the jobs of a queue, as CREATE said, here or at another gateway: asked of Redis, and taken for
 * true for ten seconds. Thread-safe.
 */
final class LeaseLengths {
    private static final long TRUE_NANOS = Duration.ofSeconds(10).toNanos();

    /** Names come from outside, so there is an end to what is remembered. */
    private static final int MOST = 10_000;

    private final LeaseStore store;
    private final Duration usual;
    private final LongSupplier nanos;
    private final Map<String, Known> lengths = new ConcurrentHashMap<>();

    private record Known(Duration length, long since) {}

    /** @param usual for queues of which nothing was said */
    LeaseLengths(LeaseStore store, Duration usual, LongSupplier nanos) {
        this.store = store;
        this.usual = usual;
        this.nanos = nanos;
    }

    CompletableFuture<Duration> of(String queue) {
        Known known = lengths.get(queue);
        if (known != null && nanos.getAsLong() - known.since() < TRUE_NANOS) {
            return CompletableFuture.completedFuture(known.length());
        }
        return store.leaseTime(queue).thenApply(found -> remember(queue, found.orElse(usual)));
    }

    /** @param length null leaves what was said before */
    CompletableFuture<Void> create(String queue, @Nullable Duration length) {
        return store.create(queue, length).thenAccept(done -> {
            if (length != null) {
                remember(queue, length);
            }
        });
    }

    private Duration remember(String queue, Duration length) {
        if (lengths.size() >= MOST) {
            lengths.clear();
        }
        lengths.put(queue, new Known(length, nanos.getAsLong()));
        return length;
    }
}
