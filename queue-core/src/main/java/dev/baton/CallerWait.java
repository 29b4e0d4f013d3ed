package dev.baton;

import dev.baton.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits on the caller's own thread. What went wrong is thrown with the caller's stack, the original as its cause, so that
 * a log shows who asked.
 */
final class CallerWait {
    private CallerWait() {}

    /**
     * The answer, or empty if it did not come in time.
     *
     * @throws CancellationException if the thread was interrupted; its flag stays set
     */
    static <T> Optional<T> on(CompletableFuture<T> answer, Duration patience, String what) {
        try {
            return Optional.of(answer.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw here(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(what);
        }
    }

    /** For an answer that the store gives in time, or fails: {@code longest} is only the last resort. */
    static <T> T answer(CompletableFuture<T> answer, Duration longest, String what) {
        return on(answer, longest, what)
                .orElseThrow(() -> new StoreException(
                        StoreException.Kind.UNKNOWN_EFFECT,
                        "No answer within " + Lengths.text(longest) + " to " + what));
    }

    static CancellationException interrupted(String what) {
        Thread.currentThread().interrupt();
        return new CancellationException("Interrupted while waiting for " + what);
    }

    /** The same failure, thrown here. */
    static RuntimeException here(Throwable failure) {
        Throwable cause = Callbacks.cause(failure);
        if (cause instanceof StoreException store) {
            return new StoreException(store.kind(), store.getMessage() == null ? "" : store.getMessage(), store);
        }
        if (cause instanceof UncertainEnqueueException uncertain) {
            return new UncertainEnqueueException(uncertain);
        }
        if (cause instanceof UnknownJobException unknown) {
            return new UnknownJobException(unknown);
        }
        if (cause instanceof RuntimeException other) {
            return other;
        }
        return new IllegalStateException(cause);
    }
}
