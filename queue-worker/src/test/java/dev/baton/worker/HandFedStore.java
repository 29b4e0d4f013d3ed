package dev.baton.worker;

import dev.baton.store.BlockingClaims;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.EnqueueStore;
import dev.baton.store.EventStore;
import dev.baton.store.HeartbeatAnswer;
import dev.baton.store.InspectStore;
import dev.baton.store.Lane;
import dev.baton.store.LeaseStore;
import dev.baton.store.Settlement;
import dev.baton.store.Signals;
import dev.baton.store.Store;
import dev.baton.store.SweepStore;
import dev.baton.store.WorkerStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A store that answers when and what the test says: for orders of answers that a real one brings once a year. */
final class HandFedStore implements Store, WorkerStore {
    record ClaimCall(
            Lane lane,
            List<Ending.Complete> completions,
            ClaimRequest request,
            CompletableFuture<ClaimAnswer> answer) {}

    record SettleCall(Lane lane, List<Ending> endings, CompletableFuture<List<Settlement>> answer) {}

    record AdoptCall(Lane lane, List<String> elements, ClaimRequest request, CompletableFuture<ClaimAnswer> answer) {}

    record Wait(Lane lane, ClaimRequest request, CompletableFuture<ClaimAnswer> answer) {}

    record Beat(String worker, CompletableFuture<HeartbeatAnswer> answer) {}

    final List<ClaimCall> claims = new CopyOnWriteArrayList<>();
    final List<SettleCall> settles = new CopyOnWriteArrayList<>();
    final List<AdoptCall> adoptions = new CopyOnWriteArrayList<>();
    final List<Wait> waits = new CopyOnWriteArrayList<>();
    final List<Beat> beats = new CopyOnWriteArrayList<>();
    final List<String> joined = new CopyOnWriteArrayList<>();
    final List<String> left = new CopyOnWriteArrayList<>();
    volatile @Nullable RuntimeException thrown;

    @Override
    public CompletableFuture<Boolean> join(String queue, String worker, Duration expiry) {
        joined.add(worker);
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletableFuture<HeartbeatAnswer> heartbeat(String queue, String worker, Duration expiry) {
        Beat beat = new Beat(worker, new CompletableFuture<>());
        beats.add(beat);
        return beat.answer();
    }

    @Override
    public CompletableFuture<Void> leave(String queue, String worker) {
        left.add(worker);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<ClaimAnswer> completeAndClaim(
            Lane lane, List<Ending.Complete> completions, ClaimRequest request) {
        RuntimeException error = thrown;
        if (error != null) {
            thrown = null;
            throw error;
        }
        ClaimCall call = new ClaimCall(lane, List.copyOf(completions), request, new CompletableFuture<>());
        claims.add(call);
        return call.answer();
    }

    @Override
    public CompletableFuture<List<Settlement>> settle(Lane lane, List<? extends Ending> endings) {
        SettleCall call = new SettleCall(lane, List.copyOf(endings), new CompletableFuture<>());
        settles.add(call);
        return call.answer();
    }

    @Override
    public CompletableFuture<ClaimAnswer> adopt(Lane lane, List<String> elements, ClaimRequest request) {
        AdoptCall call = new AdoptCall(lane, List.copyOf(elements), request, new CompletableFuture<>());
        adoptions.add(call);
        return call.answer();
    }

    @Override
    public BlockingClaims blockingClaims(Lane lane) {
        return new BlockingClaims() {
            @Override
            public CompletableFuture<ClaimAnswer> await(Duration block, ClaimRequest request) {
                Wait wait = new Wait(lane, request, new CompletableFuture<>());
                waits.add(wait);
                return wait.answer();
            }

            @Override
            public void unblock() {}

            @Override
            public void reset() {}

            @Override
            public void close() {}
        };
    }

    @Override
    public WorkerStore workers() {
        return this;
    }

    @Override
    public LeaseStore leases() {
        throw new UnsupportedOperationException("a worker lends nothing");
    }

    @Override
    public SweepStore sweeps() {
        return new IdleSweeps();
    }

    @Override
    public EnqueueStore enqueues() {
        throw new UnsupportedOperationException();
    }

    @Override
    public InspectStore inspection() {
        throw new UnsupportedOperationException();
    }

    @Override
    public EventStore events() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Signals signals() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String address() {
        return "a store fed by hand";
    }

    @Override
    public void close() {}
}
