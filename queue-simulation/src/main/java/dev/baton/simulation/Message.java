package dev.baton.simulation;

import dev.baton.store.Lane;
import dev.baton.store.Store;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request of a worker on its way to the server, and its answer on the way back. */
final class Message<T> {
    final Supplier<String> words;
    final CompletableFuture<T> promise = new CompletableFuture<>();
    final boolean claims;
    private final Function<Store, CompletableFuture<T>> request;
    private @Nullable T answer;
    private boolean executed;

    /** Of a wait: the list that BLMOVE moves to; whether BLMOVE blocks, and whether it is over. */
    final @Nullable Lane waits;

    boolean blocked;
    boolean over;

    Message(
            Supplier<String> words,
            boolean claims,
            @Nullable Lane waits,
            Function<Store, CompletableFuture<T>> request) {
        this.words = words;
        this.claims = claims;
        this.waits = waits;
        this.request = request;
    }

    boolean isExecuted() {
        return executed;
    }

    void execute(Server server) {
        answer = server.ask(request);
        executed = true;
    }

    Function<Store, CompletableFuture<T>> request() {
        return request;
    }

    void deliver() {
        promise.complete(answer);
    }

    @Override
    public String toString() {
        return words.get() + (isExecuted() ? " -> " + Words.of(answer) : "");
    }
}
