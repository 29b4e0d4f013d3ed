package dev.baton.worker;

import dev.baton.Worker.QueueHealth;
import dev.baton.model.Limits;
import dev.baton.store.ClaimAnswer.Verdict;
import dev.baton.store.Ending;
import dev.baton.store.Lane;
import dev.baton.store.StoreException;
import dev.baton.store.WorkerStore;
import dev.baton.worker.WorkerSettings.QueueSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
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
    private final Duration block;
    private final WorkerStore store;
    private final Starter starter;
    private final Time time;
    private final Tally tally;
    private final Events events;
    private final Outage outage;
    private final Pace pace = new Pace();
    private final Room room;
    private final Returns returns;
    private final Stillness stillness;
    private final int handlers;
    private final Promoter promoter;
    private final Supplier<String> names;
    private final List<Life> retired = new CopyOnWriteArrayList<>();
    private final AtomicBoolean renewing = new AtomicBoolean();
    private volatile @Nullable Life life;
    private volatile boolean dry;
    private volatile boolean paused;
    private volatile boolean stopping;
    private volatile boolean leaving;
    private volatile boolean storeClosed;
    private volatile long lastRoundNanos;

    QueueRunner(QueueSettings settings, WorkerParts parts, Starter starter) {
        this.settings = settings;
        this.expiry = parts.settings().expiry();
        this.block = IdleClaim.block(parts.settings().queues().size());
        this.store = parts.host().store().workers();
        this.starter = starter;
        this.time = parts.time();
        this.lastRoundNanos = time.nanos();
        this.tally = parts.tally();
        this.events = parts.events();
        this.names = parts.names();
        this.outage = new Outage(settings.name());
        this.stillness = parts.stillness();
        this.returns = new Returns(this);
        this.handlers = Math.min(settings.concurrency(), parts.settings().concurrency());
        this.room = new Room(handlers, pace);
        this.promoter = new Promoter(settings.name(), parts.host().store().sweeps(), time, tally);
    }

    /** How long a blocking claim waits. */
    Duration block() {
        return block;
    }

    Time time() {
        return time;
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
        long sent = time.nanos();
        boolean joined;
        try {
            joined = ask(() -> store.join(name(), workerName, expiry)).get(1, TimeUnit.MINUTES);
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
            join(names.get());
            return;
        }
        life = newLife(workerName, sent);
    }

    private Life newLife(String workerName, long sentNanos) {
        // Two, so that Redis works for one while the worker works for the other; more only for what they must hold.
        int lanes = handlers == 1 ? 1 : handlers <= Limits.IN_HAND_PER_LANE ? 2 : Lane.MAX;
        return new Life(this, new Incarnation(workerName, expiry, time::nanos, sentNanos), lanes);
    }

    // ---------------------------------------------------------------- claiming

    /** Room for a claim of up to {@code most} jobs; 0 if no work is wanted now. */
    int reserve(int most) {
        if (!wantsWork() || most <= 0) {
            return 0;
        }
        int granted = room.reserve(most);
        if (granted > 0 && starter.quiet()) {
            // Asked again, for a job that is to run alone may have come in between; it counts what is reserved.
            room.giveBack(granted);
            return 0;
        }
        return granted;
    }

    private boolean wantsWork() {
        return !stopping && !paused && life != null && !starter.quiet();
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
        lastRoundNanos = time.nanos();
        outage.over();
        switch (verdict) {
            case TAKEN -> nudge();
            case LAST, EMPTY -> {
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
            storeClosed = true; // and nothing will bring it back
            moved();
            return;
        }
        time.after(outage.failed(cause), next);
    }

    /** A call to the store: whatever it throws comes in the future, so that nobody is left half-way through. */
    static <T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What this life holds, and what may be on its way to it. */
    int held() {
        Life now = life;
        return room.asked() + (now == null ? 0 : now.held());
    }

    /** Something left the hand, or was answered: perhaps a job that is to run alone waits for that, or the worker's end. */
    void moved() {
        starter.lessInHand();
        if (stopping) {
            stillness.changed();
        }
    }

    void bug(Throwable error) {
        tally.mistakes.increment();
        log.error("Queue {}: a mistake in the worker itself, please report it", name(), error);
    }

    void later(Runnable task) {
        time.after(Duration.ofMillis(100), task);
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
        List<Held> refused = starter.offer(jobs);
        refused.removeIf(held -> !held.withdraw());
        giveBack(refused);
    }

    /** Releases withdrawn jobs to the front of the queue, in the order in which they were claimed. */
    void giveBack(List<Held> withdrawn) {
        if (!withdrawn.isEmpty()) {
            room.freed(withdrawn.size());
            returns.add(withdrawn);
        }
    }

    /** Puts a withdrawn job off, uncounted. */
    void putOff(Held withdrawn, Duration delay) {
        room.freed(1);
        withdrawn.lane().end(withdrawn, new Ending.Snooze(withdrawn.claim(), delay));
    }

    /** A job's run has ended; an empty ending means that its claim is lost, and there is nothing to say. */
    void ended(Held held, @Nullable Ending ending) {
        room.freed(1);
        if (ending == null) {
            held.lane().hand().letGo(held.claim().entry());
            tally.lost.increment();
            events.claimLost(name(), held.claim().id());
            moved();
        } else {
            held.lane().end(held, ending);
        }
        Life now = life;
        boolean ofEarlierLife = now == null || held.lane().incarnation() != now.incarnation();
        if (!(ending instanceof Ending.Complete) || dry || ofEarlierLife) {
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
        retired.add(old);
        life = null;
        old.retire();
        log.warn(
                "Queue {}: {} was not heard of for {} and counts as dead; the worker goes on under a new name",
                name(),
                asker.name(),
                expiry);
        rejoin();
    }

    private void rejoin() {
        String workerName = names.get();
        long sent = time.nanos();
        ask(() -> store.join(name(), workerName, expiry)).whenComplete((joined, error) -> {
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

    /** Forgets retired lives whose last run has ended, and whose lists nothing can reach any more. */
    void forgetEndedLives(long nowNanos) {
        retired.removeIf(old -> old.isEmpty() && old.isSurelyOver(nowNanos));
    }

    /** The watchdog's pass: counts finished claim rounds, not sockets. */
    CompletableFuture<Void> watch() {
        Life now = life;
        if (now != null) {
            now.idle().giveUpIfOverdue(time.nanos());
        }
        forgetEndedLives(time.nanos());
        return CompletableFuture.completedFuture(null);
    }

    // ---------------------------------------------------------------- end

    /** Claims nothing more, and gathers what has to go back. */
    void stopClaiming() {
        returns.gather();
        stopping = true;
        lives().forEach(one -> one.incarnation().end());
        Life now = life;
        if (now != null) {
            now.idle().unblock();
        }
    }

    /** Whether no claim is under way any more that could bring something. */
    boolean isClaimless() {
        return storeClosed
                || lives().stream().noneMatch(one -> one.incarnation().hasOpenCalls());
    }

    /** Releases what was gathered. */
    void sendBack() {
        returns.send();
    }

    /** Adopts nothing more: what would come now could no longer be brought to its end. */
    void leaveSoon() {
        leaving = true;
    }

    boolean mayAdopt() {
        return !leaving;
    }

    /** Whether every outcome is recorded, apart from those of handlers that still run; or nothing can be recorded. */
    boolean isStill() {
        return storeClosed
                || isClaimless()
                        && returns.isEmpty()
                        && lanes().stream()
                                .allMatch(lane -> lane.hand().all().stream().allMatch(Held::isRunning));
    }

    /** Everything in hand that runs. */
    List<Held> running() {
        return lanes().stream()
                .flatMap(lane -> lane.hand().all().stream())
                .filter(Held::isRunning)
                .toList();
    }

    private List<FetchLane> lanes() {
        return lives().stream().flatMap(one -> one.lanes().stream()).toList();
    }

    private List<Life> lives() {
        List<Life> all = new ArrayList<>(retired);
        Life now = life;
        if (now != null) {
            all.add(now);
        }
        return all;
    }

    /**
     * Says goodbye, unless a handler still runs: a goodbye proves death, and its job would run a second time at once. The
     * future completes when that is done, or is known to be impossible.
     */
    CompletableFuture<Void> leave() {
        Life now = life;
        promoter.close();
        if (now == null) {
            return CompletableFuture.completedFuture(null);
        }
        now.retire();
        if (now.lanes().stream().anyMatch(lane -> !lane.hand().isEmpty())) {
            return CompletableFuture.completedFuture(null);
        }
        return ask(() -> store.leave(name(), now.incarnation().name()));
    }

    QueueHealth health() {
        Duration since = Duration.ofNanos(time.nanos() - lastRoundNanos);
        String problem = outage.problem();
        if (problem.isEmpty() && paused) {
            problem = "the queue is paused";
        }
        boolean full = room.inHand() >= settings.concurrency();
        boolean claiming =
                problem.isEmpty() && !stopping && (full || since.compareTo(block.plus(IdleClaim.MARGIN)) < 0);
        return new QueueHealth(name(), claiming, since, starter.running(name()), starter.waiting(name()), problem);
    }
}
