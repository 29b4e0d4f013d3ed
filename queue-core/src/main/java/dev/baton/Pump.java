package dev.baton;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps calls under way while there is something to call for, a bounded number at a time. Calls are started one after
 * another, never two at once, and leave in that order; whoever brings work or finishes a call turns the crank, and no
 * thread of its own is needed. Thread-safe.
 *
 * <p>To start in order is not yet to leave in order. The thread on which answers arrive is the one that writes to the
 * socket (Netty's event loop): what it starts itself is written at once, what another thread starts is put down for it
 * and may still lie there. So an answer starts the next call only when no call of another thread is under way; each of
 * those is answered soon and turns the crank again.
 */
final class Pump {
    private final int most;
    private final Supplier<@Nullable CompletableFuture<?>> next;
    private int underWay;
    /** Those of {@link #underWay} that were started by whoever brought work, not by an answer. */
    private int broughtUnderWay;

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
        turn(false);
    }

    /** @param answering whether this thread has just brought an answer */
    private void turn(boolean answering) {
        synchronized (this) {
            again = true;
            if (turning) {
                return;
            }
            turning = true;
        }
        while (takeTurn(answering)) {
            CompletableFuture<?> call = next.get();
            if (call == null) {
                end(answering);
            } else {
                tryAgain();
                // A call that has failed already comes back to turn() in here: it returns at once, and the loop goes
                // on.
                call.whenComplete((answer, failure) -> {
                    end(answering);
                    turn(true);
                });
            }
        }
    }

    private synchronized boolean takeTurn(boolean answering) {
        if (!again || underWay == most || (answering && broughtUnderWay > 0)) {
            turning = false;
            return false;
        }
        again = false;
        underWay++;
        if (!answering) {
            broughtUnderWay++;
        }
        return true;
    }

    private synchronized void tryAgain() {
        again = true;
    }

    private synchronized void end(boolean answering) {
        underWay--;
        if (!answering) {
            broughtUnderWay--;
        }
    }

    /** Whether no call is under way. */
    synchronized boolean isIdle() {
        return underWay == 0 && !turning;
    }
}
