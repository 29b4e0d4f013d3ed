package dev.baton.server.tcp;

import dev.baton.store.LeaseStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long consumers have for the jobs of a queue, as CREATE said, here or at another gateway: asked of Redis at first, and again
 * behind the first claim after ten seconds. Whoever asks first is told first, so that claims keep their order. Thread-safe.
 */
final class LeaseLengths {
    private static final long TRUE_NANOS = Duration.ofSeconds(10).toNanos();

    /** Names come from outside, so there is an end to what is remembered. */
    private static final int MOST = 10_000;

    private final LeaseStore store;
    private final Duration usual;
    private final LongSupplier nanos;
    private final Map<String, Known> queues = new ConcurrentHashMap<>();

    /** What is known of a queue, and who waits for it; guarded by itself. */
    private static final class Known {
        private @Nullable Duration length;
        private long since;
        private boolean asking;
        private final Deque<CompletableFuture<Duration>> waiting = new ArrayDeque<>();
    }

    /** @param usual for queues of which nothing was said */
    LeaseLengths(LeaseStore store, Duration usual, LongSupplier nanos) {
        this.store = store;
        this.usual = usual;
        this.nanos = nanos;
    }

    CompletableFuture<Duration> of(String queue) {
        Known known = known(queue);
        CompletableFuture<Duration> answer = new CompletableFuture<>();
        boolean ask;
        synchronized (known) {
            Duration length = known.length;
            if (length != null && known.waiting.isEmpty()) {
                answer.complete(length);
            } else {
                known.waiting.add(answer);
            }
            boolean old = length == null || nanos.getAsLong() - known.since > TRUE_NANOS;
            ask = old && !known.asking;
            known.asking |= ask;
        }
        if (ask) {
            ask(queue, known);
        }
        return answer;
    }

    /** @param length null leaves what was said before */
    CompletableFuture<Void> create(String queue, @Nullable Duration length) {
        return store.create(queue, length).thenAccept(done -> {
            if (length != null) {
                Known known = known(queue);
                synchronized (known) {
                    known.length = length;
                    known.since = nanos.getAsLong();
                }
            }
        });
    }

    private Known known(String queue) {
        if (queues.size() >= MOST) {
            queues.clear();
        }
        return queues.computeIfAbsent(queue, name -> new Known());
    }

    private void ask(String queue, Known known) {
        CompletableFuture<Optional<Duration>> found;
        try {
            found = store.leaseTime(queue);
        } catch (RuntimeException e) {
            found = CompletableFuture.failedFuture(e);
        }
        found.whenComplete((said, error) -> {
            synchronized (known) {
                known.asking = false;
                if (error == null) {
                    known.length = said.orElse(usual);
                    known.since = nanos.getAsLong();
                }
            }
            tell(known, error);
        });
    }

    /** One after the other; who comes meanwhile stands behind them. */
    private void tell(Known known, @Nullable Throwable error) {
        while (true) {
            CompletableFuture<Duration> first;
            Duration length;
            synchronized (known) {
                first = known.waiting.peek();
                length = known.length == null ? usual : known.length;
            }
            if (first == null) {
                return;
            }
            if (error == null) {
                first.complete(length);
            } else {
                first.completeExceptionally(error);
            }
            synchronized (known) {
                known.waiting.remove();
            }
        }
    }
}
