package dev.baton.worker;

import dev.baton.model.Retention;
import dev.baton.store.SweepStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets finished jobs that retention no longer keeps. Asks Redis only when this worker has finished something since, or
 * a minute has passed.
 */
final class Purger {
    private static final Logger log = LoggerFactory.getLogger(Purger.class);
    private static final int BATCH = 500;
    /** Batches a pass: 200,000 jobs a second keep up with any load, and yet a pass is bounded. */
    private static final int MOST_BATCHES = 400;

    private static final int IDLE_PASSES = 60;

    private final String queue;
    private final SweepStore store;
    private final Retention retention;
    private final Tally tally;
    private long doneBefore;
    private int idle;

    Purger(String queue, SweepStore store, Retention retention, Tally tally) {
        this.queue = queue;
        this.store = store;
        this.retention = retention;
        this.tally = tally;
    }

    /** One pass, if there is reason for one. */
    CompletionStage<?> passIfNeeded() {
        long done = tally.done.sum();
        idle++;
        if (done == doneBefore && idle < IDLE_PASSES) {
            return CompletableFuture.completedFuture(null);
        }
        doneBefore = done;
        idle = 0;
        return pass();
    }

    /** One pass: batches until nothing is left to purge, at most {@value #MOST_BATCHES}. */
    CompletionStage<?> pass() {
        return batch(MOST_BATCHES);
    }

    private CompletionStage<?> batch(int left) {
        return store.purge(queue, retention, BATCH).thenCompose(answer -> {
            tally.purged.add(answer.total());
            if (answer.dead() > 0) {
                log.warn(
                        "Queue {}: purged {} dead jobs that were older than {}",
                        queue,
                        answer.dead(),
                        retention.deadAge());
            }
            return answer.more() && left > 1 ? batch(left - 1) : CompletableFuture.completedFuture(null);
        });
    }
}
