package dev.baton.worker;

import dev.baton.store.SweepStore;
import dev.baton.store.SweepStore.ReclaimAnswer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes back what dead workers hold; and salvages the bare ids among it. Every worker does, and they may race. */
final class Reclaimer {
    private static final Logger log = LoggerFactory.getLogger(Reclaimer.class);
    private static final int WORKERS = 100;
    /** Elements a call: so Redis is held for a few milliseconds. */
    private static final int BATCH = 500;

    private final String queue;
    private final SweepStore store;
    private final int maxCrashes;
    private final OutageGrace grace;
    private final Tally tally;

    Reclaimer(String queue, SweepStore store, WorkerSettings settings, Tally tally) {
        this.queue = queue;
        this.store = store;
        this.maxCrashes = settings.maxCrashes();
        this.grace = new OutageGrace(settings.expiry(), store.incidents());
        this.tally = tally;
    }

    /** One pass over the incarnations that are expired now and hold something. */
    CompletionStage<?> pass() {
        long sent = System.nanoTime();
        if (!grace.mayReclaim(store.incidents(), sent)) {
            return CompletableFuture.completedFuture(null);
        }
        return store.expiredWorkers(queue, WORKERS).thenCompose(expired -> {
            grace.callTook(System.nanoTime() - sent, System.nanoTime());
            if (!grace.mayReclaim(store.incidents(), System.nanoTime())) {
                return CompletableFuture.completedFuture(null);
            }
            return each(expired, 0);
        });
    }

    private CompletionStage<?> each(List<String> workers, int at) {
        if (at == workers.size()) {
            return CompletableFuture.completedFuture(null);
        }
        return reclaim(workers.get(at)).thenCompose(done -> each(workers, at + 1));
    }

    /** Takes everything back from one dead incarnation, batch by batch. */
    CompletionStage<?> reclaim(String worker) {
        return store.reclaim(queue, worker, BATCH, maxCrashes).thenCompose(answer -> {
            tell(worker, answer);
            return answer.dead() && answer.more() && tookSomething(answer)
                    ? reclaim(worker)
                    : CompletableFuture.completedFuture(null);
        });
    }

    private static boolean tookSomething(ReclaimAnswer answer) {
        return !answer.reclaimed().isEmpty()
                || !answer.buried().isEmpty()
                || !answer.cancelled().isEmpty()
                || answer.salvaged() + answer.dropped() > 0;
    }

    private void tell(String worker, ReclaimAnswer answer) {
        tally.reclaimed.add(answer.reclaimed().size());
        tally.salvaged.add(answer.salvaged());
        tally.dead.add(answer.buried().size());
        if (tookSomething(answer)) {
            log.info(
                    "Queue {}: took back from the dead worker {}: {} jobs, {} ids not yet claimed; {} buried as poison,"
                            + " {} cancelled",
                    queue,
                    worker,
                    answer.reclaimed().size(),
                    answer.salvaged(),
                    answer.buried().size(),
                    answer.cancelled().size());
        }
    }
}
