package dev.baton.worker;

import dev.baton.store.SweepStore;
import dev.baton.store.SweepStore.LapseAnswer;
import dev.baton.store.SweepStore.ReclaimAnswer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back what dead workers hold, and salvages the bare ids among it; and what remote consumers hold whose lease ran out.
 * Every worker does, and they may race.
 */
final class Reclaimer {
    private static final Logger log = LoggerFactory.getLogger(Reclaimer.class);
    private static final int WORKERS = 100;
    /** Elements a call: so Redis is held for a few milliseconds. */
    private static final int BATCH = 250;
    /** Looks that are left out at most while heartbeats show nothing new. */
    private static final int IDLE_LOOKS = 15;

    private final String queue;
    private final SweepStore store;
    private final int maxCrashes;
    private final OutageGrace grace;
    private final LongSupplier nanos;
    private final Tally tally;
    /** How many incarnations were expired at the latest heartbeat, and when this last looked; below 0: not known. */
    private volatile long heard = -1;

    private volatile long seen = -1;
    private int leftOut;

    Reclaimer(String queue, SweepStore store, int maxCrashes, Duration expiry, LongSupplier nanos, Tally tally) {
        this.queue = queue;
        this.store = store;
        this.maxCrashes = maxCrashes;
        this.grace = new OutageGrace(expiry, store.incidents());
        this.nanos = nanos;
        this.tally = tally;
    }

    /** A heartbeat tells how many incarnations are expired, whether they hold something or not. */
    void heard(long expired) {
        heard = expired;
    }

    /**
     * One pass, if one can bring something: the heartbeat saw another number of expired incarnations than there was at the
     * last look, that one found something, or it is long ago. So a thousand quiet queues do not cost a thousand looks a
     * second.
     */
    CompletionStage<?> passIfNeeded() {
        if (!grace.mayReclaim(store.incidents(), nanos.getAsLong())) {
            return CompletableFuture.completedFuture(null);
        }
        long now = heard;
        if (now >= 0 && now == seen && ++leftOut < IDLE_LOOKS) {
            return CompletableFuture.completedFuture(null);
        }
        leftOut = 0;
        seen = -1; // until it is known that there is nothing
        return look(now);
    }

    /** One pass over the incarnations that are expired now and hold something. */
    CompletionStage<?> pass() {
        return grace.mayReclaim(store.incidents(), nanos.getAsLong())
                ? look(-1)
                : CompletableFuture.completedFuture(null);
    }

    private CompletionStage<?> look(long heardBefore) {
        long sent = nanos.getAsLong();
        return store.expiredWorkers(queue, WORKERS).thenCompose(expired -> {
            grace.callTook(nanos.getAsLong() - sent, nanos.getAsLong());
            if (!grace.mayReclaim(store.incidents(), nanos.getAsLong())) {
                return CompletableFuture.completedFuture(null);
            }
            if (expired.isEmpty()) {
                seen = heardBefore;
            }
            return each(expired, 0).thenCompose(done -> lapse());
        });
    }

    /** As {@link #pass}, but leaves leases alone. */
    CompletionStage<?> passOverWorkers() {
        return grace.mayReclaim(store.incidents(), nanos.getAsLong())
                ? store.expiredWorkers(queue, WORKERS).thenCompose(expired -> each(expired, 0))
                : CompletableFuture.completedFuture(null);
    }

    /**
     * Takes back the jobs whose lease ran out, batch by batch.
     *
     * @return in how long the next one runs out, by the clock of Redis; a long time if there is none
     */
    CompletionStage<Duration> lapse() {
        return store.lapse(queue, BATCH, maxCrashes).thenCompose(answer -> {
            tell(answer);
            return answer.more() ? lapse() : CompletableFuture.completedFuture(answer.untilNext());
        });
    }

    private void tell(LapseAnswer answer) {
        tally.reclaimed.add(answer.reclaimed().size());
        tally.dead.add(answer.buried().size());
        if (answer.reclaimed().size()
                        + answer.buried().size()
                        + answer.cancelled().size()
                > 0) {
            log.info(
                    "Queue {}: leases ran out, and {} jobs were taken back; {} buried as poison or abandoned, {} cancelled",
                    queue,
                    answer.reclaimed().size(),
                    answer.buried().size(),
                    answer.cancelled().size());
        }
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
                    "Queue {}: took back from the dead worker {}: {} jobs, {} ids not yet claimed; {} buried as poison"
                            + " or abandoned, {} cancelled",
                    queue,
                    worker,
                    answer.reclaimed().size(),
                    answer.salvaged(),
                    answer.buried().size(),
                    answer.cancelled().size());
        }
    }
}
