package dev.baton.redis;

import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Repeats what may be repeated, until the command time-out has passed. The driver itself repeats nothing: it cannot
 * know what is idempotent. Full jitter, so that a fleet that lost Redis together does not come back together (Marc
 * Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 */
final class Repeats {
    private static final long FIRST_MILLIS = 20;
    private static final long LONGEST_MILLIS = 1_000;

    private final ScheduledExecutorService timer;
    private final Duration limit;
    private final boolean failingFast;
    private volatile @Nullable Outage outage;

    /** Calls that failed, one soon after the other, and none of which was answered: by System.nanoTime. */
    private record Outage(long since, long last) {}

    private Repeats(ScheduledExecutorService timer, Duration limit, boolean failingFast) {
        this.timer = timer;
        this.limit = limit;
        this.failingFast = failingFast;
    }

    /** Every call is repeated for as long as {@code limit}. */
    static Repeats patient(ScheduledExecutorService timer, Duration limit) {
        return new Repeats(timer, limit, false);
    }

    /**
     * The same, but once calls have failed for as long as {@code limit} and none was answered, each is tried only once
     * until one is answered again. Those who produce are to learn at once that Redis is gone, not each after a wait of
     * its own; the one try finds out when it is back.
     */
    static Repeats failingFast(ScheduledExecutorService timer, Duration limit) {
        return new Repeats(timer, limit, true);
    }

    /** The first good answer, or the last error. Only for calls whose second copy changes nothing. */
    <T> CompletableFuture<T> untilAnswered(Supplier<CompletableFuture<T>> attempt) {
        Run<T> run = new Run<>(attempt, System.nanoTime() + limit.toNanos());
        run.once();
        return run.result;
    }

    private final class Run<T> {
        private final Supplier<CompletableFuture<T>> attempt;
        private final long deadline;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private int failed;
        private boolean mayHaveHappened;

        Run(Supplier<CompletableFuture<T>> attempt, long deadline) {
            this.attempt = attempt;
            this.deadline = deadline;
        }

        void once() {
            attempt.get().whenComplete((answer, error) -> {
                if (error == null) {
                    outage = null;
                    result.complete(answer);
                } else {
                    again(error);
                }
            });
        }

        private void again(Throwable thrown) {
            if (!(ErrorKinds.unwrap(thrown) instanceof StoreException error)) {
                result.completeExceptionally(thrown);
                return;
            }
            mayHaveHappened |= error.mayHaveHappened();
            if (!isPassing(error.kind())) {
                outage = null;
                result.completeExceptionally(honest(error));
                return;
            }
            long waitMillis = ThreadLocalRandom.current()
                    .nextLong(1, 1 + Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failed, 10)));
            failed++;
            boolean late = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis) - deadline > 0;
            if (isHopeless() || late) {
                result.completeExceptionally(honest(error));
                return;
            }
            try {
                timer.schedule(this::once, waitMillis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                result.completeExceptionally(honest(error));
            }
        }

        /** The last try may have failed harmlessly, while an earlier one did its work and lost its answer. */
        private StoreException honest(StoreException last) {
            if (!mayHaveHappened || last.mayHaveHappened()) {
                return last;
            }
            return new StoreException(
                    Kind.UNKNOWN_EFFECT,
                    "An earlier try lost its answer and may have had its effect; then: " + last.getMessage(),
                    last);
        }
    }

    /** Takes down one more call in vain. Threads that do so at once write nearly the same. */
    private boolean isHopeless() {
        long now = System.nanoTime();
        Outage before = outage;
        Outage present = before == null || now - before.last() > limit.toNanos()
                ? new Outage(now, now)
                : new Outage(before.since(), now);
        outage = present;
        return failingFast && now - present.since() > limit.toNanos();
    }

    private static boolean isPassing(Kind kind) {
        return switch (kind) {
            case UNREACHABLE, UNKNOWN_EFFECT, NOT_READY -> true;
            case FULL, REFUSED, UNFIT, CLOSED, MISMATCH -> false;
        };
    }
}
