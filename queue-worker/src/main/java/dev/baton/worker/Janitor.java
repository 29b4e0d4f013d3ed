package dev.baton.worker;

import dev.baton.store.SweepStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The slow walk over all processing lists, for those of incarnations that are not registered at all: a BLMOVE that Redis
 * served long after its worker was forgotten, or a registration that a rollback took away. Part of the guarantee, since
 * BLMOVE cannot check whether its worker lives.
 */
final class Janitor {
    private final String queue;
    private final SweepStore store;
    private final Reclaimer reclaimer;

    Janitor(String queue, SweepStore store, Reclaimer reclaimer) {
        this.queue = queue;
        this.store = store;
        this.reclaimer = reclaimer;
    }

    /** One walk, page by page. */
    CompletionStage<?> pass() {
        return page("0");
    }

    private CompletionStage<?> page(String cursor) {
        return store.strays(queue, cursor)
                .thenCompose(page -> each(page.workers(), 0)
                        .thenCompose(done ->
                                page.next().equals("0") ? CompletableFuture.completedFuture(null) : page(page.next())));
    }

    private CompletionStage<?> each(List<String> workers, int at) {
        if (at == workers.size()) {
            return CompletableFuture.completedFuture(null);
        }
        return reclaimer.reclaim(workers.get(at)).thenCompose(done -> each(workers, at + 1));
    }
}
