package dev.baton.testkit;

import dev.baton.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what the store answers; in a test there is nothing else to do meanwhile. */
final class StoreAnswer {
    /** The store gives up earlier by itself. */
    private static final int SECONDS = 30;

    private StoreAnswer() {}

    /** @throws StoreException if the store could not do what it was asked */
    static <T> T of(CompletableFuture<T> future) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException known) {
                throw new StoreException(known.kind(), String.valueOf(known.getMessage()), known);
            }
            throw new IllegalStateException("The store failed in a way that it does not promise", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("The store did not answer within " + SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the store", e);
        }
    }
}
