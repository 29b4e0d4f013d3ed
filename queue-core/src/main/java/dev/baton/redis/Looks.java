package dev.baton.redis;

import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Looks at the servers whenever somebody has a doubt: one look at a time, at most two a second, and one more after the
 * last doubt. A fleet that is told MOVED a thousand times must not ask as often. Thread-safe; nothing blocks.
 */
final class Looks {
    private static final long PAUSE_MILLIS = 500;

    private final ClientResources resources;
    private final Supplier<CompletionStage<?>> look;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicBoolean doubted = new AtomicBoolean();
    private volatile boolean closed;

    /** @param look starts a look; however it ends, the next one may follow */
    Looks(ClientResources resources, Supplier<CompletionStage<?>> look) {
        this.resources = resources;
        this.look = look;
    }

    /** There is a look that begins after this call. */
    void doubt() {
        if (closed) {
            return;
        }
        doubted.set(true);
        if (looking.compareAndSet(false, true)) {
            look();
        }
    }

    private void look() {
        doubted.set(false);
        look.get()
                .whenComplete((done, error) -> later(
                        this::rest, PAUSE_MILLIS + ThreadLocalRandom.current().nextLong(PAUSE_MILLIS)));
    }

    private void rest() {
        if (doubted.get()) {
            look();
            return;
        }
        looking.set(false);
        if (doubted.get()) {
            doubt();
        }
    }

    /** Runs a short deed after a pause, unless this was closed. */
    void later(Runnable deed, long millis) {
        if (!closed) {
            resources
                    .eventExecutorGroup()
                    .schedule(
                            () -> {
                                if (!closed) {
                                    deed.run();
                                }
                            },
                            millis,
                            TimeUnit.MILLISECONDS);
        }
    }

    /** No look begins after this. */
    void close() {
        closed = true;
    }
}
