package dev.baton.server.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Many futures as one. */
final class Futures {
    private Futures() {}

    /** All values in order; fails if one fails, when all have ended. */
    static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> futures.stream().map(CompletableFuture::join).toList());
    }

    static CompletableFuture<Reply> done(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }
}
