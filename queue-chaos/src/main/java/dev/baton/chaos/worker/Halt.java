package dev.baton.chaos.worker;

import dev.baton.chaos.log.EventLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stops a worker when it first reaches a point, and says {@code at <point>}: either for ever, so that whoever reads this
 * can kill it there, or until {@link #pass()}. Thread-safe.
 */
final class Halt {
    private final @Nullable Point point;
    private final boolean forEver;
    private final EventLog log;
    private final AtomicBoolean reached = new AtomicBoolean();
    private final CompletableFuture<Boolean> passed = new CompletableFuture<>();
    private volatile boolean frozen;

    private Halt(@Nullable Point point, boolean forEver, EventLog log) {
        this.point = point;
        this.forEver = forEver;
        this.log = log;
    }

    static Halt nowhere(EventLog log) {
        return new Halt(null, false, log);
    }

    /** From this point on, nothing that the worker asks of Redis is sent or answered any more. */
    static Halt forEver(Point point, EventLog log) {
        return new Halt(point, true, log);
    }

    /** What reaches this point waits there; everything else goes on. */
    static Halt untilPassed(Point point, EventLog log) {
        return new Halt(point, false, log);
    }

    void pass() {
        passed.complete(true);
    }

    boolean isAt(Point here) {
        return point == here;
    }

    /** Nothing more is sent from now on, if this halt is for ever. */
    void freeze() {
        frozen = forEver;
    }

    /** A call that does not come back once the worker is frozen. */
    <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> call) {
        if (frozen) {
            return new CompletableFuture<>();
        }
        return call.get().thenCompose(answer -> frozen ? new CompletableFuture<>() : done(answer));
    }

    /** A call before which there may be a halt. */
    <T> CompletableFuture<T> before(Point here, boolean concerned, Supplier<CompletableFuture<T>> call) {
        return concerned && reach(here) ? passed.thenCompose(yes -> call.get()) : call(call);
    }

    /** A call whose answer may be held back. */
    <T> CompletableFuture<T> after(Point here, Predicate<T> concerned, CompletableFuture<T> answer) {
        return answer.thenCompose(
                came -> concerned.test(came) && reach(here) ? passed.thenApply(yes -> came) : done(came));
    }

    /** Halts the calling thread for ever if this is the point. */
    void here(Point here) throws InterruptedException {
        if (reach(here)) {
            new CountDownLatch(1).await();
        }
    }

    /** Whether this is the point, for the first time; then it has been said. */
    boolean reach(Point here) {
        if (point != here || !reached.compareAndSet(false, true)) {
            return false;
        }
        freeze();
        log.say("at point=" + here);
        return true;
    }

    private static <T> CompletableFuture<T> done(T answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
