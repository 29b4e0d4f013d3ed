package dev.baton.server.tcp;

import dev.baton.server.lending.Lease;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Claims one job. It looks first and waits then, in two steps: so a client that ends its side right after its last line, as
 * {@code printf … | nc} does, still gets a job that is there, but no job goes to one that may be gone.
 */
final class ClaimErrand implements Errand {
    /** Claims one job. */
    interface Claiming {
        /** Waits as long as it is told. */
        CompletableFuture<List<Lease>> claim(Duration wait, Duration lease);
    }

    private final Claiming claiming;
    private final Duration wait;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private @Nullable CompletableFuture<List<Lease>> call;
    private boolean waiting;
    private boolean hurried;
    private boolean gone;

    private ClaimErrand(Claiming claiming, Duration wait) {
        this.claiming = claiming;
        this.wait = wait;
    }

    /**
     * @param lease how long the claim shall stand: nothing is claimed before that is known
     * @param use makes the answer from the lease; a future that it fails with is the answer
     */
    static ClaimErrand start(
            CompletableFuture<Duration> lease,
            Claiming claiming,
            Duration wait,
            Function<Lease, CompletableFuture<Answer>> use) {
        ClaimErrand errand = new ClaimErrand(claiming, wait);
        lease.whenComplete((length, error) -> {
            if (error != null) {
                errand.refuse(error);
            } else {
                errand.tryToBegin(Duration.ZERO, length, use);
            }
        });
        return errand;
    }

    @Override
    public CompletableFuture<Answer> answer() {
        return answer;
    }

    @Override
    public void hurry() {
        CompletableFuture<List<Lease>> vain;
        synchronized (this) {
            hurried = true;
            vain = waiting ? call : null;
        }
        if (vain != null) {
            vain.cancel(false);
        }
    }

    @Override
    public void giveUp() {
        CompletableFuture<List<Lease>> vain;
        synchronized (this) {
            gone = true;
            vain = call;
        }
        if (vain != null) {
            vain.cancel(false);
        }
    }

    private void begin(Duration length, Duration lease, Function<Lease, CompletableFuture<Answer>> use) {
        if (isGone()) {
            answer.complete(Answer.EMPTY);
            return;
        }
        CompletableFuture<List<Lease>> next = claiming.claim(length, lease);
        boolean vain;
        synchronized (this) {
            call = next;
            waiting = !length.isZero();
            vain = gone || waiting && hurried;
        }
        if (vain) {
            next.cancel(false);
        }
        next.whenComplete((leases, error) -> {
            if (error != null) {
                refuse(error);
            } else if (!leases.isEmpty()) {
                finish(use.apply(leases.get(0)));
            } else if (length.isZero() && !wait.isZero() && !isHurried()) {
                tryToBegin(wait, lease, use);
            } else {
                answer.complete(Answer.EMPTY);
            }
        });
    }

    private void tryToBegin(Duration length, Duration lease, Function<Lease, CompletableFuture<Answer>> use) {
        try {
            begin(length, lease, use);
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private void finish(CompletableFuture<Answer> last) {
        last.whenComplete((line, error) -> {
            if (error != null) {
                answer.completeExceptionally(error);
            } else {
                answer.complete(line);
            }
        });
    }

    private void refuse(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof CancellationException) {
            answer.complete(Answer.EMPTY);
        } else {
            answer.completeExceptionally(cause);
        }
    }

    private synchronized boolean isGone() {
        return gone;
    }

    private synchronized boolean isHurried() {
        return hurried || gone;
    }
}
