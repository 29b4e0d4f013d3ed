package dev.baton;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where futures that users see are completed, so that what they hang on them never runs on, or holds up, a thread of the
 * network. Thread-safe.
 */
final class Callbacks {
    private final Executor executor;

    Callbacks(Executor executor) {
        this.executor = executor;
    }

    /**
     * A few daemon threads that go when they are idle; so they need no closing, and nothing is refused or forgotten when
     * a Baton is closed.
     */
    static Callbacks ofOwnThreads() {
        AtomicInteger count = new AtomicInteger();
        int threads = Math.max(4, Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "baton-callback-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return new Callbacks(pool);
    }

    /** A future for users: the answer of {@code from}, translated, or its failure, translated. */
    <T, U> CompletableFuture<U> deliver(
            CompletableFuture<T> from, Function<T, U> translate, Function<Throwable, Throwable> blame) {
        CompletableFuture<U> to = new CompletableFuture<>();
        from.whenCompleteAsync(
                        (answer, failure) -> {
                            try {
                                if (failure != null) {
                                    to.completeExceptionally(blame.apply(cause(failure)));
                                } else {
                                    to.complete(translate.apply(answer));
                                }
                            } catch (RuntimeException | Error e) {
                                to.completeExceptionally(e);
                            }
                        },
                        executor)
                // An executor of the user's that refuses work must not leave its own future open for ever.
                .whenComplete((answer, refusal) -> {
                    if (refusal != null) {
                        to.completeExceptionally(refusal);
                    }
                });
        return to;
    }

    static Throwable cause(Throwable failure) {
        @Nullable Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
