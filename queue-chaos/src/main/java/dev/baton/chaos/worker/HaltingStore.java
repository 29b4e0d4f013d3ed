package dev.baton.chaos.worker;

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
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A store that halts its worker at a {@link Point} between Redis and the runtime. */
final class HaltingStore implements Store {
    private final Store store;
    private final String uri;
    private final Halt halt;

    HaltingStore(Store store, String uri, Halt halt) {
        this.store = store;
        this.uri = uri;
        this.halt = halt;
    }

    @Override
    public EnqueueStore enqueues() {
        return store.enqueues();
    }

    @Override
    public WorkerStore workers() {
        return new HaltingWorkers(store.workers());
    }

    @Override
    public LeaseStore leases() {
        return store.leases();
    }

    @Override
    public SweepStore sweeps() {
        return store.sweeps();
    }

    @Override
    public InspectStore inspection() {
        return store.inspection();
    }

    @Override
    public EventStore events() {
        return store.events();
    }

    @Override
    public Signals signals() {
        return store.signals();
    }

    @Override
    public String address() {
        return store.address();
    }

    @Override
    public void close() {
        store.close();
    }

    /** Whether BLMOVE is to be sent from here, so that its answer can be kept. */
    private boolean waitsOutside() {
        return halt.isAt(Point.MOVED) || halt.isAt(Point.ADOPTING);
    }

    private static ClaimAnswer nothing() {
        return new ClaimAnswer(ClaimAnswer.Verdict.EMPTY, List.of(), List.of(), List.of(), 0);
    }

    private final class HaltingWorkers implements WorkerStore {
        private final WorkerStore workers;

        HaltingWorkers(WorkerStore workers) {
            this.workers = workers;
        }

        @Override
        public CompletableFuture<Boolean> join(String queue, String worker, Duration expiry) {
            return halt.call(() -> workers.join(queue, worker, expiry));
        }

        @Override
        public CompletableFuture<HeartbeatAnswer> heartbeat(String queue, String worker, Duration expiry) {
            return halt.call(() -> workers.heartbeat(queue, worker, expiry));
        }

        @Override
        public CompletableFuture<Void> leave(String queue, String worker) {
            return halt.call(() -> workers.leave(queue, worker));
        }

        @Override
        public CompletableFuture<ClaimAnswer> completeAndClaim(
                Lane lane, List<Ending.Complete> completions, ClaimRequest request) {
            if (waitsOutside() && completions.isEmpty()) {
                // Finds nothing, so that the job goes the idle way.
                return CompletableFuture.completedFuture(nothing());
            }
            var answer = halt.before(
                    Point.COMPLETING,
                    !completions.isEmpty(),
                    () -> workers.completeAndClaim(lane, completions, request));
            var claimed = halt.after(Point.CLAIMED, came -> !came.claims().isEmpty(), answer);
            return halt.after(Point.COMPLETED, came -> !completions.isEmpty(), claimed);
        }

        @Override
        public CompletableFuture<List<Settlement>> settle(Lane lane, List<? extends Ending> endings) {
            boolean retry = endings.stream().anyMatch(ending -> ending instanceof Ending.Retry);
            boolean release = endings.stream().anyMatch(ending -> ending instanceof Ending.Release);
            boolean bury = endings.stream().anyMatch(ending -> ending instanceof Ending.Bury);
            var answer = halt.before(
                    Point.RETRYING,
                    retry,
                    () -> halt.before(
                            Point.RELEASING,
                            release,
                            () -> halt.before(Point.BURYING, bury, () -> workers.settle(lane, endings))));
            var told = halt.after(Point.RELEASED, came -> release, halt.after(Point.RETRIED, came -> retry, answer));
            return halt.after(Point.BURIED, came -> bury, told);
        }

        @Override
        public CompletableFuture<ClaimAnswer> adopt(Lane lane, List<String> elements, ClaimRequest request) {
            // On a busy machine a job can come, and a heartbeat show its bare id, before the claim behind BLMOVE is
            // sent.
            return halt.after(
                    Point.CLAIMED,
                    came -> !came.claims().isEmpty(),
                    halt.before(Point.ADOPTING, true, () -> workers.adopt(lane, elements, request)));
        }

        @Override
        public BlockingClaims blockingClaims(Lane lane) {
            return new HaltingClaims(lane, workers.blockingClaims(lane));
        }
    }

    private final class HaltingClaims implements BlockingClaims {
        private final Lane lane;
        private final BlockingClaims claims;
        private final CompletableFuture<ClaimAnswer> undelivered = new CompletableFuture<>();

        HaltingClaims(Lane lane, BlockingClaims claims) {
            this.lane = lane;
            this.claims = claims;
        }

        @Override
        public CompletableFuture<ClaimAnswer> await(Duration block, ClaimRequest request) {
            if (waitsOutside()) {
                if (halt.isAt(Point.MOVED)) {
                    // Frozen before the move: a heartbeat after it would adopt the id at once.
                    halt.freeze();
                }
                return CompletableFuture.supplyAsync(this::move).thenCompose(moved -> undelivered);
            }
            return halt.after(
                    Point.CLAIMED, came -> !came.claims().isEmpty(), halt.call(() -> claims.await(block, request)));
        }

        private boolean move() {
            String base = "baton:{" + lane.queue() + "}:";
            try (var redis = RawRedis.connect(new RedisUri(uri))) {
                redis.timeout(Duration.ZERO);
                redis.call("BLMOVE", base + "pending", base + "processing:" + lane.worker(), "RIGHT", "LEFT", "0");
            }
            return halt.reach(Point.MOVED);
        }

        @Override
        public void unblock() {
            undelivered.complete(nothing());
            claims.unblock();
        }

        @Override
        public void reset() {
            claims.reset();
        }

        @Override
        public void close() {
            claims.close();
        }
    }
}
