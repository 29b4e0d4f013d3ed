package dev.baton.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks after the lists of this worker's earlier lives, while a forgotten blocking claim may still bring an id there. The
 * reclaimer would come by too, but not before its grace is over, and closing the old connection has begun one. Here nobody
 * has to wait: that these lives are over is certain.
 */
final class Salvage {
    private final QueueRunner queue;
    private final Reclaimer reclaimer;

    Salvage(QueueRunner queue, Reclaimer reclaimer) {
        this.queue = queue;
        this.reclaimer = reclaimer;
    }

    /** One look at each; at what still runs here only when it is known to be lost, for its entry may stand. */
    CompletionStage<?> pass() {
        return CompletableFuture.allOf(queue.retiredLives().stream()
                .filter(Life::holdsNothing)
                .map(life -> reclaimer.reclaim(life.incarnation().name()).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }
}
