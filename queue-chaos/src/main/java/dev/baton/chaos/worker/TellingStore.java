package dev.baton.chaos.worker;

import dev.baton.chaos.log.EventLog;
import dev.baton.store.BlockingClaims;
import dev.baton.store.Claim;
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
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes down what a worker asked of Redis and was told: {@code claim}; {@code ask} for each ending that is sent, and
 * {@code ended}, {@code fenced} or {@code ambiguous} for what became of it; {@code round} for finished claim rounds.
 */
final class TellingStore implements Store {
    private static final long ROUND_MICROS = 200_000;

    private final Store store;
    private final EventLog log;
    private final AtomicLong toldRound = new AtomicLong(-ROUND_MICROS);

    TellingStore(Store store, EventLog log) {
        this.store = store;
        this.log = log;
    }

    @Override
    public EnqueueStore enqueues() {
        return store.enqueues();
    }

    @Override
    public WorkerStore workers() {
        return new TellingWorkers(store.workers());
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

    private void tellRound() {
        long now = EventLog.now();
        long told = toldRound.get();
        if (now - told >= ROUND_MICROS && toldRound.compareAndSet(told, now)) {
            log.say("round");
        }
    }

    private CompletableFuture<ClaimAnswer> telling(CompletableFuture<ClaimAnswer> answer) {
        return answer.thenApply(came -> {
            tellRound();
            for (Claim claim : came.claims()) {
                log.say("claim " + words(claim));
            }
            return came;
        });
    }

    private void ask(List<? extends Ending> endings) {
        for (Ending ending : endings) {
            log.say("ask " + words(ending.claim()) + " to=" + wanted(ending));
        }
    }

    private void tell(List<? extends Ending> endings, List<Settlement> settlements) {
        for (int i = 0; i < settlements.size(); i++) {
            Ending ending = endings.get(i);
            Settlement settlement = settlements.get(i);
            log.say((settlement.recorded() ? "ended " : "fenced ") + words(ending.claim()) + " to=" + wanted(ending)
                    + (settlement.status() == null
                            ? ""
                            : " found=" + settlement.status().word()));
        }
    }

    private void tellNothingIsKnown(List<? extends Ending> endings) {
        for (Ending ending : endings) {
            log.say("ambiguous " + words(ending.claim()) + " to=" + wanted(ending));
        }
    }

    private static String words(Claim claim) {
        return "id=" + claim.id() + " nonce=" + claim.nonce() + " fence=" + claim.fence();
    }

    private static String wanted(Ending ending) {
        if (ending instanceof Ending.Complete) {
            return "done";
        }
        if (ending instanceof Ending.Retry) {
            return "retrying";
        }
        if (ending instanceof Ending.Snooze) {
            return "scheduled";
        }
        if (ending instanceof Ending.Release) {
            return "pending";
        }
        return ending instanceof Ending.Bury ? "dead" : "cancelled";
    }

    private final class TellingWorkers implements WorkerStore {
        private final WorkerStore workers;

        TellingWorkers(WorkerStore workers) {
            this.workers = workers;
        }

        @Override
        public CompletableFuture<Boolean> join(String queue, String worker, Duration expiry) {
            log.say("join worker=" + worker);
            return workers.join(queue, worker, expiry);
        }

        @Override
        public CompletableFuture<HeartbeatAnswer> heartbeat(String queue, String worker, Duration expiry) {
            return workers.heartbeat(queue, worker, expiry);
        }

        @Override
        public CompletableFuture<Void> leave(String queue, String worker) {
            return workers.leave(queue, worker);
        }

        @Override
        public CompletableFuture<ClaimAnswer> completeAndClaim(
                Lane lane, List<Ending.Complete> completions, ClaimRequest request) {
            ask(completions);
            return telling(workers.completeAndClaim(lane, completions, request)).whenComplete((came, failure) -> {
                if (failure == null) {
                    tell(completions, came.settlements());
                } else {
                    tellNothingIsKnown(completions);
                }
            });
        }

        @Override
        public CompletableFuture<List<Settlement>> settle(Lane lane, List<? extends Ending> endings) {
            ask(endings);
            return workers.settle(lane, endings).whenComplete((came, failure) -> {
                if (failure == null) {
                    tell(endings, came);
                } else {
                    tellNothingIsKnown(endings);
                }
            });
        }

        @Override
        public CompletableFuture<ClaimAnswer> adopt(Lane lane, List<String> elements, ClaimRequest request) {
            return telling(workers.adopt(lane, elements, request));
        }

        @Override
        public BlockingClaims blockingClaims(Lane lane) {
            return new TellingClaims(workers.blockingClaims(lane));
        }
    }

    private final class TellingClaims implements BlockingClaims {
        private final BlockingClaims claims;

        TellingClaims(BlockingClaims claims) {
            this.claims = claims;
        }

        @Override
        public CompletableFuture<ClaimAnswer> await(Duration block, ClaimRequest request) {
            return telling(claims.await(block, request));
        }

        @Override
        public void unblock() {
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
