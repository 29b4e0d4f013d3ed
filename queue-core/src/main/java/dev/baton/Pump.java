package dev.baton;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps calls under way while there is something to call for, a bounded number at a time. Calls are started one after
 * another, never two at once, so that they leave in order; whoever brings work or finishes a call turns the crank, and no
 * thread of its own is needed. Thread-safe.
 */
final class Pump {
    private final int most;
    private final Supplier<@Nullable CompletableFuture<?>> next;
    private int underWay;
    private boolean turning;
    private boolean again;

    /**
     * @param most calls at a time
     * @param next starts the next call, or says by null that there is none; never asked twice at once, and must not
     *     throw
     */
    Pump(int most, Supplier<@Nullable CompletableFuture<?>> next) {
        this.most = most;
        this.next = next;
    }

    /** Starts what can be started. Call it whenever there may be something new. */
    void turn() {
        synchronized (this) {
            again = true;
            if (turning) {
                return;
            }
            turning = true;
        }
        while (takeTurn()) {
            CompletableFuture<?> call = next.get();
            if (call == null) {
                end();
            } else {
                tryAgain();
                // A call that has failed already comes back to turn() in here: it returns at once, and the loop goes
                // on.
                call.whenComplete((answer, failure) -> {
                    end();
                    turn();
                });
            }
        }
    }

    private synchronized boolean takeTurn() {
        if (!again || underWay == most) {
            turning = false;
            return false;
        }
        again = false;
        underWay++;
        return true;
    }

    private synchronized void tryAgain() {
        again = true;
    }

    private synchronized void end() {
        underWay--;
    }

    /** Whether no call is under way. */
    synchronized boolean isIdle() {
        return underWay == 0 && !turning;
    }
}
