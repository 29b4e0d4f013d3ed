package dev.baton.server.lending;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Sends together what came together: one call under way at a time, and the next takes whatever has gathered meanwhile. So a
 * lonely request is sent at once, and a thousand cost little more than one. Thread-safe.
 */
final class Batches<T> {
    private final int most;
    private final Function<List<T>, CompletableFuture<?>> send;
    private final Deque<T> gathered = new ArrayDeque<>();
    private boolean underWay;

    /**
     * @param most how many go together at most
     * @param send answers each of its items itself; its future only tells when the next may go, well or not
     */
    Batches(int most, Function<List<T>, CompletableFuture<?>> send) {
        this.most = most;
        this.send = send;
    }

    void add(T item) {
        synchronized (this) {
            gathered.add(item);
            if (underWay) {
                return;
            }
            underWay = true;
        }
        next();
    }

    /** A loop, not a recursion, over calls that are answered at once. */
    private void next() {
        while (true) {
            List<T> batch = new ArrayList<>();
            synchronized (this) {
                while (!gathered.isEmpty() && batch.size() < most) {
                    batch.add(gathered.remove());
                }
                if (batch.isEmpty()) {
                    underWay = false;
                    return;
                }
            }
            CompletableFuture<?> call = send.apply(batch);
            if (!call.isDone()) {
                call.whenComplete((done, error) -> next());
                return;
            }
        }
    }
}
