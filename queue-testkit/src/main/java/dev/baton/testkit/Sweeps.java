package dev.baton.testkit;

import dev.baton.model.Limits;
import dev.baton.model.Retention;
import dev.baton.store.SweepStore;
import dev.baton.store.SweepStore.PurgeAnswer;
import dev.baton.store.SweepStore.ReclaimAnswer;
import dev.baton.store.SweepStore.StrayPage;
import java.util.ArrayList;
import java.util.List;

/**
 * The background duties of one queue, run by hand: each method is one pass, and has happened when it returns. The same
 * transitions as a worker's own, without its timers; see {@link TestBaton#sweeps}. Thread-safe. Every method throws
 * {@link dev.baton.store.StoreException} when Redis cannot be asked.
 */
public final class Sweeps {
    /** What a worker allows unless told otherwise. */
    private static final int MAX_CRASHES = 3;

    private static final int DEAD_WORKERS = 100;

    private final String queue;
    private final SweepStore store;

    Sweeps(String queue, SweepStore store) {
        this.queue = queue;
        this.store = store;
    }

    /**
     * What was taken back from dead workers.
     *
     * @param reclaimed ids that are pending again, with a crash counted
     * @param buried ids that crashed too often and are dead now
     * @param cancelled ids whose cancellation had been asked for
     * @param salvaged how many ids were moved but not yet claimed: pending again, nothing counted
     */
    public record Recovered(List<String> reclaimed, List<String> buried, List<String> cancelled, int salvaged) {}

    /**
     * Makes jobs pending that are due, the earliest first, at most 1000.
     *
     * @return how many
     */
    public int promote() {
        return StoreAnswer.of(store.promote(queue, Limits.BATCH)).promoted();
    }

    /** Takes back what workers hold whose heartbeat has expired; a job's third crash buries it. */
    public Recovered reclaim() {
        return reclaim(MAX_CRASHES);
    }

    /**
     * As {@link #reclaim()}, with another bound.
     *
     * @param maxCrashes crashes after which a job is buried, 1 or more
     */
    public Recovered reclaim(int maxCrashes) {
        return recover(StoreAnswer.of(store.expiredWorkers(queue, DEAD_WORKERS)), maxCrashes);
    }

    /** The janitor's walk: takes back what stands in the lists of workers that are not registered at all. */
    public Recovered reclaimStrays() {
        List<String> strays = new ArrayList<>();
        String cursor = "0";
        do {
            StrayPage page = StoreAnswer.of(store.strays(queue, cursor));
            strays.addAll(page.workers());
            cursor = page.next();
        } while (!cursor.equals("0"));
        return recover(strays, MAX_CRASHES);
    }

    /** Forgets finished jobs that {@link Retention#DEFAULT} no longer keeps. */
    public PurgeAnswer purge() {
        return purge(Retention.DEFAULT);
    }

    /** As {@link #purge()}, with other bounds. */
    public PurgeAnswer purge(Retention retention) {
        int done = 0;
        int dead = 0;
        int cancelled = 0;
        PurgeAnswer batch;
        do {
            batch = StoreAnswer.of(store.purge(queue, retention, Limits.BATCH));
            done += batch.done();
            dead += batch.dead();
            cancelled += batch.cancelled();
        } while (batch.more());
        return new PurgeAnswer(done, dead, cancelled, false);
    }

    private Recovered recover(List<String> workers, int maxCrashes) {
        List<String> reclaimed = new ArrayList<>();
        List<String> buried = new ArrayList<>();
        List<String> cancelled = new ArrayList<>();
        int salvaged = 0;
        for (String worker : workers) {
            ReclaimAnswer batch;
            do {
                batch = StoreAnswer.of(store.reclaim(queue, worker, Limits.BATCH, maxCrashes));
                reclaimed.addAll(batch.reclaimed());
                buried.addAll(batch.buried());
                cancelled.addAll(batch.cancelled());
                salvaged += batch.salvaged();
            } while (batch.dead() && batch.more());
        }
        return new Recovered(reclaimed, buried, cancelled, salvaged);
    }

    @Override
    public String toString() {
        return "Sweeps[" + queue + "]";
    }
}
