package dev.baton.worker;

import dev.baton.Worker.QueueHealth;
import dev.baton.store.ClaimAnswer.Verdict;
import dev.baton.store.Ending;
import dev.baton.store.StoreException;
import dev.baton.store.WorkerStore;
import dev.baton.worker.WorkerSettings.QueueSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's work on one queue: decides when to claim, hands what comes to the dispatcher, and moves on to a new
 * incarnation when the present one has expired. Thread-safe.
 */
final class QueueRunner {
    private static final Logger log = LoggerFactory.getLogger(QueueRunner.class);

    private final QueueSettings settings;
    private final Duration expiry;
    private final WorkerStore store;
    private final Dispatcher dispatcher;
    private final Ticker ticker;
    private final Tally tally;
    private final Events events;
    private final Outage outage;
    private final Pace pace = new Pace();
    private final Room room;
    private final Promoter promoter;
    private final SecureRandom random;
    private final List<Life> retired = new CopyOnWriteArrayList<>();
    private final AtomicBoolean renewing = new AtomicBoolean();
    private volatile @Nullable Life life;
    private volatile boolean dry;
    private volatile boolean paused;
    private volatile boolean stopping;
    private volatile long lastRoundNanos = System.nanoTime();

    QueueRunner(QueueSettings settings, WorkerParts parts, Dispatcher dispatcher) {
        this.settings = settings;
        this.expiry = parts.settings().expiry();
        this.store = parts.host().store().workers();
        this.dispatcher = dispatcher;
        this.ticker = parts.ticker();
        this.tally = parts.tally();
        this.events = parts.events();
        this.random = parts.random();
        this.outage = new Outage(settings.name());
        int handlers = Math.min(settings.concurrency(), parts.settings().concurrency());
        this.room = new Room(handlers, pace);
        this.promoter = new Promoter(settings.name(), parts.host().store().sweeps(), ticker, tally);
    }

    String name() {
        return settings.name();
    }

    WorkerStore store() {
        return store;
    }

    Room room() {
        return room;
    }

    Pace pace() {
        return pace;
    }

    Tally tally() {
        return tally;
    }

    Events events() {
        return events;
    }

    Promoter promoter() {
        return promoter;
    }

    Outage outage() {
        return outage;
    }

    Duration expiry() {
        return expiry;
    }

    /** The present life; null before the first join, and while a new one is being joined. */
    @Nullable
    Life life() {
        return life;
    }

    /** Lives that have ended as far as Redis is concerned, and whose runs have not. */
    List<Life> retiredLives() {
        return retired;
    }

    /** Joins under a name; fails if the store fails. Blocks; only for the start. */
    void join(String workerName) {
        long sent = System.nanoTime();
        boolean joined;
        try {
            joined = store.join(name(), workerName, expiry).get(1, TimeUnit.MINUTES);
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof StoreException known) {
                throw known;
            }
            throw new IllegalStateException("Joining queue " + name() + " failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while joining queue " + name(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("Joining queue " + name() + " took longer than a minute", e);
        }
        if (!joined) {
            // The answer to a first copy may have been lost: the name is spent, not the worker.
            join(Incarnation.newName(random));
            return;
        }
        life = newLife(workerName, sent);
    }

    private Life newLife(String workerName, long sentNanos) {
        int lanes = settings.concurrency() > 1 ? 2 : 1;
        return new Life(this, new Incarnation(workerName, expiry, sentNanos), lanes);
    }

    // ---------------------------------------------------------------- claiming

    /** Room for a claim of up to {@code most} jobs; 0 if no work is wanted now. */
    int reserve(int most) {
        return wantsWork() && most > 0 ? room.reserve(most) : 0;
    }

    private boolean wantsWork() {
        return !stopping && !paused && life != null && !dispatcher.quiet();
    }

    /** Whether the last claim found the queue empty: then only the idle claim asks. */
    boolean isDry() {
        return dry;
    }

    /** Claims what there is room for, or waits for it; returns at once. */
    void fetch() {
        Life now = life;
        if (now == null || stopping) {
            return;
        }
        if (dry) {
            now.idle().begin();
        } else {
            now.lanes().forEach(FetchLane::turn);
        }
    }

    /** There may be work though the last claim found none. */
    void nudge() {
        dry = false;
        fetch();
    }

    /** A claim round was finished. */
    void claimed(Verdict verdict, Incarnation asker) {
        lastRoundNanos = System.nanoTime();
        outage.over();
        switch (verdict) {
            case TAKEN -> {
                boolean wasDry = dry;
                dry = false;
                if (wasDry) {
                    fetch();
                }
            }
            case EMPTY -> {
                dry = true;
                fetch();
            }
            case PAUSED -> paused = true; // the heartbeat tells when it is over
            case EXPIRED -> expired(asker);
            case NONE -> {}
        }
    }

    /** A call succeeded that claimed nothing. */
    void well() {
        outage.over();
    }

    /** A call failed: tells of it once, and tries again after a while. */
    void trouble(Throwable error, Runnable next) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof StoreException known && known.kind() == StoreException.Kind.CLOSED) {
            return; // the store is gone, and nothing will bring it back
        }
        ticker.after(outage.failed(cause), next);
    }

    void bug(Throwable error) {
        log.error("Queue {}: a mistake in the worker itself, please report it", name(), error);
    }

    void later(Runnable task) {
        ticker.after(Duration.ofMillis(100), task);
    }

    void setPaused(boolean nowPaused) {
        boolean before = paused;
        paused = nowPaused;
        if (before && !nowPaused) {
            nudge();
        }
    }

    // ---------------------------------------------------------------- running

    /** Jobs came in: they run, or are given back at once if the worker stops or must be quiet. */
    void offer(List<Held> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        List<Held> refused = dispatcher.offer(jobs);
        refused.removeIf(held -> !held.withdraw());
        giveBack(refused);
    }

    /** Releases withdrawn jobs to the front of the queue, in the order in which each lane claimed them. */
    void giveBack(List<Held> withdrawn) {
        room.freed(withdrawn.size());
        Map<FetchLane, List<Ending.Release>> byLane = new LinkedHashMap<>();
        for (Held held : withdrawn) {
            byLane.computeIfAbsent(held.lane(), lane -> new ArrayList<>()).add(new Ending.Release(held.claim()));
        }
        byLane.forEach(FetchLane::giveBack);
    }

    /** What this life holds, and what may be on its way to it. */
    int held() {
        Life now = life;
        return now == null ? 0 : now.held();
    }

    /** Something was given back or ended, or a claim was answered. */
    void lessInHand() {
        dispatcher.lessInHand();
    }

    /** A job's run has ended; an empty ending means that its claim is lost, and there is nothing to say. */
    void ended(Held held, @Nullable Ending ending) {
        room.freed(1);
        if (ending == null) {
            held.lane().hand().letGo(held.claim().entry());
            tally.lost.increment();
            events.claimLost(name(), held.claim().id());
            lessInHand();
        } else {
            held.lane().end(ending);
        }
        if (!(ending instanceof Ending.Complete) || dry) {
            fetch();
        }
    }

    // ---------------------------------------------------------------- lives

    /** An incarnation was found expired: what it runs goes on as far as its entries stand; a new one takes over. */
    void expired(Incarnation asker) {
        Life old = life;
        if (old == null || old.incarnation() != asker || stopping || !renewing.compareAndSet(false, true)) {
            return;
        }
        asker.expire();
        life = null;
        retired.add(old);
        old.retire();
        log.warn(
                "Queue {}: {} was not heard of for {} and counts as dead; the worker goes on under a new name",
                name(),
                asker.name(),
                expiry);
        rejoin();
    }

    private void rejoin() {
        String workerName = Incarnation.newName(random);
        long sent = System.nanoTime();
        store.join(name(), workerName, expiry).whenComplete((joined, error) -> {
            if (error != null) {
                trouble(error, this::rejoin);
            } else if (!joined) {
                rejoin();
            } else {
                life = newLife(workerName, sent);
                renewing.set(false);
                nudge();
            }
        });
    }

    /** Forgets retired lives whose last run has ended. */
    void forgetEndedLives() {
        retired.removeIf(Life::isEmpty);
    }

    /** The watchdog's pass: counts finished claim rounds, not sockets. */
    CompletableFuture<Void> watch() {
        Life now = life;
        if (now != null) {
            now.idle().giveUpIfOverdue(System.nanoTime());
        }
        forgetEndedLives();
        return CompletableFuture.completedFuture(null);
    }

    // ---------------------------------------------------------------- end

    /** Claims nothing more. */
    void stopClaiming() {
        stopping = true;
        Life now = life;
        if (now != null) {
            now.idle().unblock();
        }
    }

    /** Whether every outcome is recorded. */
    boolean isEmpty() {
        Life now = life;
        return (now == null || now.isEmpty() && !now.idle().isWaiting())
                && retired.stream().allMatch(Life::isEmpty);
    }

    /** Everything in hand that runs. */
    List<Held> running() {
        return lanes().stream()
                .flatMap(lane -> lane.hand().all().stream())
                .filter(Held::isRunning)
                .toList();
    }

    private List<FetchLane> lanes() {
        Life now = life;
        java.util.stream.Stream<FetchLane> present =
                now == null ? java.util.stream.Stream.empty() : now.lanes().stream();
        return java.util.stream.Stream.concat(present, retired.stream().flatMap(old -> old.lanes().stream()))
                .toList();
    }

    /** Says goodbye; the future completes when that is done, or is known to be impossible. */
    CompletableFuture<Void> leave() {
        Life now = life;
        promoter.close();
        if (now == null) {
            return CompletableFuture.completedFuture(null);
        }
        now.retire();
        return store.leave(name(), now.incarnation().name());
    }

    QueueHealth health() {
        Duration since = Duration.ofNanos(System.nanoTime() - lastRoundNanos);
        String problem = outage.problem();
        if (problem.isEmpty() && paused) {
            problem = "the queue is paused";
        }
        boolean full = room.inHand() >= settings.concurrency();
        boolean claiming =
                problem.isEmpty() && !stopping && (full || since.compareTo(IdleClaim.BLOCK.plus(IdleClaim.MARGIN)) < 0);
        return new QueueHealth(
                name(), claiming, since, dispatcher.running(name()), dispatcher.waiting(name()), problem);
    }
}
