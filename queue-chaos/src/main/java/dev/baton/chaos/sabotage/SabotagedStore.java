package dev.baton.chaos.sabotage;

import dev.baton.model.Durability;
import dev.baton.store.BlockingClaims;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimRequest;
import dev.baton.store.DurableAnswer;
import dev.baton.store.Ending;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.EnqueueStore;
import dev.baton.store.EventStore;
import dev.baton.store.HeartbeatAnswer;
import dev.baton.store.InspectStore;
import dev.baton.store.Lane;
import dev.baton.store.LeaseStore;
import dev.baton.store.NewJob;
import dev.baton.store.Settlement;
import dev.baton.store.Signals;
import dev.baton.store.Store;
import dev.baton.store.StoreException;
import dev.baton.store.SweepStore;
import dev.baton.store.WorkerStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A store that breaks the rule which a {@link Sabotage} names, and is true otherwise. */
public final class SabotagedStore implements Store {
    private static final int NOW_AND_THEN = 20;

    private final Sabotage sabotage;
    private final Store store;
    private final AtomicInteger claims = new AtomicInteger();
    private final AtomicInteger joins = new AtomicInteger();
    private volatile boolean deaf;

    private SabotagedStore(Sabotage sabotage, Store store) {
        this.sabotage = sabotage;
        this.store = store;
    }

    public static SabotagedStore by(Sabotage sabotage, Store store) {
        return new SabotagedStore(sabotage, store);
    }

    @Override
    public EnqueueStore enqueues() {
        return sabotage == Sabotage.CONFIRMS_UNASKED ? confirming(store.enqueues()) : store.enqueues();
    }

    private static EnqueueStore confirming(EnqueueStore enqueues) {
        return new EnqueueStore() {
            @Override
            public CompletableFuture<List<EnqueueAnswer>> enqueue(String queue, List<NewJob> jobs) {
                return enqueues.enqueue(queue, jobs);
            }

            @Override
            public CompletableFuture<DurableAnswer> enqueueDurably(
                    String queue, List<NewJob> jobs, Durability durability) {
                var all = new Durability.Reached(durability.isFsync(), durability.replicas());
                return enqueue(queue, jobs).thenApply(answers -> new DurableAnswer(answers, all));
            }
        };
    }

    @Override
    public WorkerStore workers() {
        return new Workers(store.workers());
    }

    @Override
    public LeaseStore leases() {
        return store.leases();
    }

    @Override
    public SweepStore sweeps() {
        SweepStore sweeps = store.sweeps();
        return sabotage == Sabotage.SEES_NO_OUTAGE ? withoutIncidents(sweeps) : sweeps;
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
        if (sabotage == Sabotage.NEVER_CLOSES) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        store.close();
    }

    private static SweepStore withoutIncidents(SweepStore sweeps) {
        return (SweepStore) Proxy.newProxyInstance(
                SweepStore.class.getClassLoader(), new Class<?>[] {SweepStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("incidents")) {
                        return 0L;
                    }
                    try {
                        return method.invoke(sweeps, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }

    private static ClaimAnswer nothing() {
        return new ClaimAnswer(ClaimAnswer.Verdict.EMPTY, List.of(), List.of(), List.of(), 0);
    }

    /** A claim that may never be answered, or fail now and then. */
    private CompletableFuture<ClaimAnswer> claim(Supplier<CompletableFuture<ClaimAnswer>> call) {
        if (deaf) {
            return new CompletableFuture<>();
        }
        if (sabotage == Sabotage.FAILS_NOW_AND_THEN && claims.incrementAndGet() % NOW_AND_THEN == 0) {
            return CompletableFuture.failedFuture(
                    new StoreException(StoreException.Kind.REFUSED, "NOSCRIPT No matching script"));
        }
        return watched(call.get());
    }

    private <T> CompletableFuture<T> watched(CompletableFuture<T> answer) {
        return answer.whenComplete((came, failure) -> {
            if (failure != null && sabotage == Sabotage.GOES_DEAF) {
                deaf = true;
            }
        });
    }

    private boolean swallows(Ending ending) {
        return (sabotage == Sabotage.SWALLOWS_RETRIES && ending instanceof Ending.Retry)
                || (sabotage == Sabotage.SWALLOWS_BURIALS && ending instanceof Ending.Bury);
    }

    private final class Workers implements WorkerStore {
        private final WorkerStore workers;

        Workers(WorkerStore workers) {
            this.workers = workers;
        }

        @Override
        public CompletableFuture<Boolean> join(String queue, String worker, Duration expiry) {
            if (sabotage == Sabotage.NEVER_JOINS_AGAIN && joins.incrementAndGet() > 1) {
                return CompletableFuture.completedFuture(true);
            }
            return watched(workers.join(queue, worker, expiry));
        }

        @Override
        public CompletableFuture<HeartbeatAnswer> heartbeat(String queue, String worker, Duration expiry) {
            return watched(workers.heartbeat(queue, worker, expiry));
        }

        @Override
        public CompletableFuture<Void> leave(String queue, String worker) {
            return workers.leave(queue, worker);
        }

        @Override
        public CompletableFuture<ClaimAnswer> completeAndClaim(
                Lane lane, List<Ending.Complete> completions, ClaimRequest request) {
            return claim(() -> workers.completeAndClaim(lane, completions, request));
        }

        @Override
        public CompletableFuture<List<Settlement>> settle(Lane lane, List<? extends Ending> endings) {
            var sent = endings.stream().filter(ending -> !swallows(ending)).toList();
            CompletableFuture<List<Settlement>> answer =
                    sent.isEmpty() ? CompletableFuture.completedFuture(List.of()) : workers.settle(lane, sent);
            return watched(answer).thenApply(came -> {
                Iterator<Settlement> next = came.iterator();
                var all = new ArrayList<Settlement>();
                for (Ending ending : endings) {
                    all.add(swallows(ending) ? new Settlement(ending.claim().id(), true, null) : next.next());
                }
                return all;
            });
        }

        @Override
        public CompletableFuture<ClaimAnswer> adopt(Lane lane, List<String> elements, ClaimRequest request) {
            return sabotage == Sabotage.NEVER_ADOPTS
                    ? CompletableFuture.completedFuture(nothing())
                    : claim(() -> workers.adopt(lane, elements, request));
        }

        @Override
        public BlockingClaims blockingClaims(Lane lane) {
            return new Claims(workers.blockingClaims(lane));
        }
    }

    private final class Claims implements BlockingClaims {
        private final BlockingClaims claims;

        Claims(BlockingClaims claims) {
            this.claims = claims;
        }

        @Override
        public CompletableFuture<ClaimAnswer> await(Duration block, ClaimRequest request) {
            return claim(() -> claims.await(block, request));
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
