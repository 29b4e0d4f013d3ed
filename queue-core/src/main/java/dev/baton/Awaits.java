package dev.baton;

import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.model.Limits;
import dev.baton.store.InspectStore;
import dev.baton.store.Signals;
import dev.baton.store.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns of the end of the jobs of one queue that somebody waits for. Their ids are made known to Redis, so that it tells
 * of their end; since a message may be lost, their statuses are also read once a second, many in one call. Both only say
 * that it is time to look: what is told to waiters is the job as it then stands. While Redis is away, it keeps asking.
 *
 * <p>A job is remembered here while somebody waits, and no longer. Thread-safe. Futures complete on threads of the store.
 */
final class Awaits implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Awaits.class);

    static final Duration PERIOD = Duration.ofSeconds(1);

    /** The first sweep comes early, for a job may end before the subscription stands. */
    private static final Duration FIRST = Duration.ofMillis(100);

    /** How long Redis tells of an id, and after what time it is asked again, with room for an outage between. */
    private static final Duration WATCH = Duration.ofSeconds(60);

    private static final Duration RENEW = Duration.ofSeconds(20);

    private static final int LOOKS_UNDER_WAY = 32;
    private static final int IDLE_SWEEPS = 30;

    private final String queue;
    private final InspectStore inspection;
    private final Signals signals;
    private final ScheduledExecutorService ticker;
    private final Pump reads = new Pump(1, this::readNext);
    private final Pump looks = new Pump(LOOKS_UNDER_WAY, this::lookNext);

    private final Map<String, Awaited> awaited = new HashMap<>();
    private final Set<Awaited> toRead = new LinkedHashSet<>();
    private final Deque<Awaited> toLook = new ArrayDeque<>();
    private @Nullable ScheduledFuture<?> ticking;
    private Signals.@Nullable Subscription subscription;
    private int idleSweeps;
    private boolean closed;

    Awaits(String queue, InspectStore inspection, Signals signals, ScheduledExecutorService ticker) {
        this.queue = queue;
        this.inspection = inspection;
        this.signals = signals;
        this.ticker = ticker;
    }

    /** One job and those who wait for it. */
    private static final class Awaited {
        final String id;
        final List<CompletableFuture<JobView>> waiters = new ArrayList<>(1);

        @Nullable
        JobStatus lastSeen;
        /** When Redis was last asked to tell of it. */
        long watchedNanos;

        boolean watched;
        boolean looking;

        Awaited(String id) {
            this.id = id;
        }

        boolean needsWatch(long now) {
            return !watched || now - watchedNanos > RENEW.toNanos();
        }
    }

    /** A wait for the end of a job; {@link #leave} ends it early. The future fails for an id that is unknown. */
    CompletableFuture<JobView> join(String id) {
        CompletableFuture<JobView> waiter = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                waiter.completeExceptionally(closedNow());
                return waiter;
            }
            Awaited job = awaited.computeIfAbsent(id, Awaited::new);
            job.waiters.add(waiter);
            toRead.add(job);
            startTicking();
        }
        reads.turn();
        return waiter;
    }

    /** Ends a wait; harmless when it has ended. */
    synchronized void leave(String id, CompletableFuture<JobView> waiter) {
        Awaited job = awaited.get(id);
        if (job != null && job.waiters.remove(waiter) && job.waiters.isEmpty()) {
            forget(job);
        }
    }

    /** The status that was last seen of an id that is waited for. */
    synchronized Optional<JobStatus> lastSeen(String id) {
        return Optional.ofNullable(awaited.get(id)).map(job -> job.lastSeen);
    }

    /** Jobs that are waited for. */
    synchronized int size() {
        return awaited.size();
    }

    /** One pass: subscribes if that is due, and has every status read. */
    void sweep() {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (awaited.isEmpty()) {
                if (++idleSweeps > IDLE_SWEEPS) {
                    stopTicking();
                }
                return;
            }
            idleSweeps = 0;
            toRead.addAll(awaited.values());
        }
        subscribe();
        reads.turn();
    }

    @Override
    public void close() {
        List<CompletableFuture<JobView>> waiters = new ArrayList<>();
        synchronized (this) {
            closed = true;
            awaited.values().forEach(job -> waiters.addAll(job.waiters));
            awaited.clear();
            toRead.clear();
            toLook.clear();
            stopTicking();
        }
        waiters.forEach(waiter -> waiter.completeExceptionally(closedNow()));
    }

    private void startTicking() {
        if (ticking == null) {
            try {
                ticking = ticker.scheduleWithFixedDelay(this::sweepSafely, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
                ticker.schedule(this::sweepSafely, FIRST.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // Baton is being closed, which ends every wait.
                log.debug("No sweep of awaited jobs of queue {} any more", queue);
            }
        }
    }

    private void stopTicking() {
        if (ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
        Signals.Subscription old = subscription;
        subscription = null;
        if (old != null) {
            old.close();
        }
    }

    private void sweepSafely() {
        try {
            sweep();
        } catch (RuntimeException e) {
            // A thrown exception would end the ticking for good.
            log.warn("A sweep of the awaited jobs of queue {} failed", queue, e);
        }
    }

    private void subscribe() {
        synchronized (this) {
            if (subscription != null || closed) {
                return;
            }
        }
        Signals.Subscription fresh;
        try {
            fresh = signals.onFinished(queue, signal -> finished(signal.id()));
        } catch (StoreException e) {
            log.debug("No signals of queue {} for now: {}", queue, e.getMessage());
            return;
        }
        boolean unwanted;
        synchronized (this) {
            unwanted = closed || ticking == null;
            if (!unwanted) {
                subscription = fresh;
            }
        }
        if (unwanted) {
            fresh.close();
        }
    }

    private void finished(String id) {
        synchronized (this) {
            Awaited job = awaited.get(id);
            if (job == null) {
                return;
            }
            wantLook(job);
        }
        looks.turn();
    }

    /** Reads the statuses of up to a thousand jobs, and has their watch renewed if that is due. */
    private @Nullable CompletableFuture<?> readNext() {
        List<Awaited> jobs = new ArrayList<>();
        boolean watch = false;
        long now = System.nanoTime();
        synchronized (this) {
            for (Iterator<Awaited> all = toRead.iterator(); all.hasNext() && jobs.size() < Limits.BATCH; ) {
                Awaited job = all.next();
                all.remove();
                jobs.add(job);
                watch |= job.needsWatch(now);
            }
        }
        if (jobs.isEmpty()) {
            return null;
        }
        List<String> ids = jobs.stream().map(job -> job.id).toList();
        boolean watched = watch;
        CompletableFuture<List<Optional<JobStatus>>> answer;
        try {
            answer = watch ? inspection.watch(queue, ids, WATCH) : inspection.statuses(queue, ids);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.whenComplete((statuses, failure) -> {
            // After a failure the next sweep asks again.
            if (failure == null) {
                note(jobs, statuses, watched, now);
            }
        });
    }

    private void note(List<Awaited> jobs, List<Optional<JobStatus>> statuses, boolean watched, long sentNanos) {
        List<Awaited> unknown = new ArrayList<>();
        synchronized (this) {
            for (int i = 0; i < jobs.size(); i++) {
                Awaited job = jobs.get(i);
                if (awaited.get(job.id) != job) {
                    continue;
                }
                if (watched) {
                    job.watched = true;
                    job.watchedNanos = sentNanos;
                }
                job.lastSeen = statuses.get(i).orElse(null);
                if (job.lastSeen == null) {
                    unknown.add(job);
                    forget(job);
                } else if (job.lastSeen.isTerminal()) {
                    wantLook(job);
                }
            }
        }
        unknown.forEach(this::failAsUnknown);
        looks.turn();
    }

    private void wantLook(Awaited job) {
        if (!job.looking) {
            job.looking = true;
            toLook.add(job);
        }
    }

    private @Nullable CompletableFuture<?> lookNext() {
        Awaited job;
        synchronized (this) {
            job = toLook.poll();
        }
        if (job == null) {
            return null;
        }
        CompletableFuture<Optional<JobView>> view;
        try {
            view = inspection.find(queue, job.id);
        } catch (RuntimeException e) {
            view = CompletableFuture.failedFuture(e);
        }
        return view.whenComplete((found, failure) -> {
            if (failure == null) {
                tell(job, found.orElse(null));
            } else {
                lookedInVain(job);
            }
        });
    }

    private void tell(Awaited job, @Nullable JobView view) {
        if (view != null && !view.status().isTerminal()) {
            lookedInVain(job);
            return;
        }
        synchronized (this) {
            forget(job);
        }
        if (view == null) {
            failAsUnknown(job);
        } else {
            job.waiters.forEach(waiter -> waiter.complete(view));
        }
    }

    private synchronized void lookedInVain(Awaited job) {
        job.looking = false;
    }

    private void failAsUnknown(Awaited job) {
        job.waiters.forEach(waiter -> waiter.completeExceptionally(new UnknownJobException(queue, job.id)));
    }

    private void forget(Awaited job) {
        awaited.remove(job.id, job);
        toRead.remove(job);
    }

    private StoreException closedNow() {
        return new StoreException(
                StoreException.Kind.CLOSED, "Baton was closed while a job of queue " + queue + " was waited for");
    }
}
