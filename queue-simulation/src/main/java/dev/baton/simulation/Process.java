package dev.baton.simulation;

import dev.baton.model.Retention;
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
import dev.baton.store.StoreException;
import dev.baton.store.SweepStore;
import dev.baton.store.WorkerStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One worker process's end of the wire: a store whose requests wait here until a step executes, delivers, delays or loses
 * them. Its joins are answered at once.
 */
final class Process implements Store, WorkerStore, SweepStore {
    private static final StoreException LOST =
            new StoreException(StoreException.Kind.UNKNOWN_EFFECT, "simulated: no answer");

    final List<Message<?>> messages = new ArrayList<>();
    private final Server server;
    private final List<Message<?>> ghosts;
    private long incidents;
    private boolean joinsWait;

    /** @param ghosts where requests go that nobody waits for any more, but that may still be executed */
    Process(Server server, List<Message<?>> ghosts) {
        this.server = server;
        this.ghosts = ghosts;
    }

    /** From now on joins take their time too. */
    void joinsTakeTime() {
        joinsWait = true;
    }

    private <T> CompletableFuture<T> send(Supplier<String> words, Function<Store, CompletableFuture<T>> request) {
        return send(new Message<>(words, false, null, request));
    }

    private <T> CompletableFuture<T> send(Message<T> message) {
        messages.add(message);
        return message.promise;
    }

    /** The worker hears nothing of it: neither whether it was executed. */
    void lose(Message<?> message) {
        messages.remove(message);
        incidents++;
        message.promise.completeExceptionally(LOST);
    }

    /** The process is gone; what it had sent may still arrive. */
    void die() {
        for (Message<?> message : messages) {
            if (!message.isExecuted()) {
                ghosts.add(message);
            }
        }
        messages.clear();
    }

    /** All connections break, and with them what was under way. */
    void disconnect() {
        List<Message<?>> lost = List.copyOf(messages);
        messages.clear();
        incidents++;
        lost.forEach(message -> message.promise.completeExceptionally(LOST));
    }

    // ---------------------------------------------------------------- the worker's port

    @Override
    public CompletableFuture<Boolean> join(String queue, String worker, Duration expiry) {
        Function<Store, CompletableFuture<Boolean>> request =
                store -> store.workers().join(queue, worker, expiry);
        return joinsWait
                ? send(() -> "join " + worker, request)
                : CompletableFuture.completedFuture(server.ask(request));
    }

    @Override
    public CompletableFuture<HeartbeatAnswer> heartbeat(String queue, String worker, Duration expiry) {
        return send(() -> "heartbeat " + worker, store -> store.workers().heartbeat(queue, worker, expiry));
    }

    @Override
    public CompletableFuture<Void> leave(String queue, String worker) {
        return send(() -> "leave " + worker, store -> store.workers().leave(queue, worker));
    }

    @Override
    public CompletableFuture<ClaimAnswer> completeAndClaim(
            Lane lane, List<Ending.Complete> completions, ClaimRequest request) {
        List<Ending.Complete> sent = List.copyOf(completions);
        return send(new Message<>(
                () -> Words.of(sent) + " and " + Words.of(request) + " in " + lane.worker() + ":" + lane.number(),
                request.most() > 0,
                null,
                store -> store.workers().completeAndClaim(lane, sent, request)));
    }

    @Override
    public CompletableFuture<List<Settlement>> settle(Lane lane, List<? extends Ending> endings) {
        List<Ending> sent = List.copyOf(endings);
        return send(() -> Words.of(sent), store -> store.workers().settle(lane, sent));
    }

    @Override
    public CompletableFuture<ClaimAnswer> adopt(Lane lane, List<String> elements, ClaimRequest request) {
        List<String> sent = List.copyOf(elements);
        return send(
                () -> "adopt " + sent + " by " + request.call(),
                store -> store.workers().adopt(lane, sent, request));
    }

    @Override
    public BlockingClaims blockingClaims(Lane lane) {
        return new Waits(lane);
    }

    /** The idle claim's connection. A wait that its client has given up stays at the server. */
    private final class Waits implements BlockingClaims {
        private final Lane lane;
        private @Nullable Message<ClaimAnswer> present;

        Waits(Lane lane) {
            this.lane = lane;
        }

        @Override
        public CompletableFuture<ClaimAnswer> await(Duration block, ClaimRequest request) {
            present = new Message<>(
                    () -> "wait, then " + Words.of(request) + " in " + lane.worker() + ":0",
                    true,
                    lane,
                    store -> store.workers().completeAndClaim(lane, List.of(), request));
            return send(present);
        }

        @Override
        public void unblock() {
            if (present != null) {
                present.over = present.blocked;
            }
        }

        @Override
        public void reset() {
            close();
        }

        @Override
        public void close() {
            Message<ClaimAnswer> wait = present;
            if (wait != null && messages.contains(wait)) {
                if (!wait.isExecuted()) {
                    ghosts.add(wait);
                }
                lose(wait);
            }
        }
    }

    // ---------------------------------------------------------------- the sweeper's port

    @Override
    public CompletableFuture<List<String>> expiredWorkers(String queue, int most) {
        return send(() -> "look for expired workers", store -> store.sweeps().expiredWorkers(queue, most));
    }

    @Override
    public CompletableFuture<ReclaimAnswer> reclaim(String queue, String worker, int most, int maxCrashes) {
        return send(() -> "reclaim from " + worker, store -> store.sweeps().reclaim(queue, worker, most, maxCrashes));
    }

    /** Nobody lends anything here, so it is no step. */
    @Override
    public CompletableFuture<LapseAnswer> lapse(String queue, int most, int maxCrashes) {
        return CompletableFuture.completedFuture(
                new LapseAnswer(List.of(), List.of(), List.of(), 0, false, OptionalLong.empty(), 0));
    }

    @Override
    public CompletableFuture<PromoteAnswer> promote(String queue, int most) {
        return send(() -> "promote", store -> store.sweeps().promote(queue, most));
    }

    @Override
    public CompletableFuture<StrayPage> strays(String queue, String cursor) {
        return send(() -> "look for strays", store -> store.sweeps().strays(queue, cursor));
    }

    @Override
    public CompletableFuture<PurgeAnswer> purge(String queue, Retention retention, int most) {
        throw new UnsupportedOperationException("nothing is purged here");
    }

    @Override
    public long incidents() {
        return incidents;
    }

    // ---------------------------------------------------------------- the store

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
        return this;
    }

    @Override
    public EnqueueStore enqueues() {
        throw new UnsupportedOperationException("a worker enqueues nothing");
    }

    @Override
    public InspectStore inspection() {
        throw new UnsupportedOperationException("a worker looks at nothing");
    }

    @Override
    public EventStore events() {
        throw new UnsupportedOperationException("nobody listens");
    }

    @Override
    public Signals signals() {
        throw new UnsupportedOperationException("nothing hangs on a signal");
    }

    @Override
    public String address() {
        return "the wire";
    }

    @Override
    public void close() {}
}
