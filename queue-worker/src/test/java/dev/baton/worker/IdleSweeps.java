package dev.baton.worker;

import dev.baton.model.Retention;
import dev.baton.store.SweepStore;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Sweeps that find nothing but what the test says; promotions are answered by it. */
final class IdleSweeps implements SweepStore {
    /** Dead workers that hold something. */
    final List<String> dead = new CopyOnWriteArrayList<>();
    /** How often it was asked for them. */
    final AtomicInteger looks = new AtomicInteger();

    final List<CompletableFuture<PromoteAnswer>> promotions = new CopyOnWriteArrayList<>();

    @Override
    public CompletableFuture<List<String>> expiredWorkers(String queue, int most) {
        looks.incrementAndGet();
        return CompletableFuture.completedFuture(List.copyOf(dead));
    }

    @Override
    public CompletableFuture<ReclaimAnswer> reclaim(String queue, String worker, int most, int maxCrashes) {
        dead.remove(worker);
        return CompletableFuture.completedFuture(new ReclaimAnswer(true, List.of(), List.of(), List.of(), 0, 0, false));
    }

    /** Nobody lends anything here. */
    @Override
    public CompletableFuture<LapseAnswer> lapse(String queue, int most, int maxCrashes) {
        return CompletableFuture.completedFuture(
                new LapseAnswer(List.of(), List.of(), List.of(), 0, false, OptionalLong.empty(), 0));
    }

    @Override
    public CompletableFuture<PromoteAnswer> promote(String queue, int most) {
        CompletableFuture<PromoteAnswer> answer = new CompletableFuture<>();
        promotions.add(answer);
        return answer;
    }

    @Override
    public CompletableFuture<PurgeAnswer> purge(String queue, Retention retention, int most) {
        return CompletableFuture.completedFuture(new PurgeAnswer(0, 0, 0, false));
    }

    @Override
    public CompletableFuture<StrayPage> strays(String queue, String cursor) {
        return CompletableFuture.completedFuture(new StrayPage(List.of(), "0"));
    }

    @Override
    public long incidents() {
        return 0;
    }
}
