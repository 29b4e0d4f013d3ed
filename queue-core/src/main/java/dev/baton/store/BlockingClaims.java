package dev.baton.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The idle path: waits in Redis for the next job, on a connection of its own, with the registering claim pipelined
 * behind the wait, so that both answers come in one round trip. One wait at a time.
 */
public interface BlockingClaims extends AutoCloseable {
    /**
     * Waits up to {@code block} for a job to appear, then claims it and whatever else {@code request} has room for.
     *
     * <p>A failed future says nothing about what was moved: forget the call; adoption finds it. Never cancel the
     * future: end the wait with {@link #unblock()}.
     */
    CompletableFuture<ClaimAnswer> await(Duration block, ClaimRequest request);

    /** Ends a wait early; the pending future then completes as usual, with a job or without. */
    void unblock();

    /** Drops the connection, so that the next wait starts on a fresh one. For watchdogs. */
    void reset();

    /** Closes the connection; a pending future fails. */
    @Override
    void close();
}
