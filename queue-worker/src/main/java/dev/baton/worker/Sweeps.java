package dev.baton.worker;

import dev.baton.model.Retention;
import dev.baton.store.Signal;
import dev.baton.store.Signals.Subscription;
import dev.baton.store.Store;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The background duties of all queues of a Redis, for a process that lends jobs to remote consumers and may be the only one
 * there: leases that ran out are taken back, due jobs become pending, dead workers lose what they hold, and what retention
 * no longer keeps is purged. Any number of processes may do so beside any number of workers. Thread-safe; close it before
 * the store.
 */
public final class Sweeps implements AutoCloseable {
    private static final Duration NEW_QUEUES = Duration.ofSeconds(3);
    private static final Duration LEASES = Duration.ofMillis(500);
    /** Between looks for leases that another process may have given. */
    private static final Duration LONGEST_TRUST = Duration.ofSeconds(10);

    private static final Duration RECLAIM = Duration.ofSeconds(3);
    private static final Duration PROMOTE = Duration.ofSeconds(3);
    private static final Duration PURGE = Duration.ofSeconds(10);
    private static final Duration JANITOR = Duration.ofHours(1);
    private static final Duration FIRST_JANITOR = Duration.ofMinutes(5);

    private final Store store;
    private final Settings settings;
    private final Ticker ticker = new Ticker("baton-sweeps");
    private final Tally tally = new Tally();
    private final Map<String, Queue> queues = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * How patient the sweeps are.
     *
     * @param expiry how long after an outage that this process saw nothing is taken back, so that consumers and workers can
     *     show that they live; as the expiry of workers' heartbeats, 9 s to 1 day, default 9 s
     * @param maxCrashes so many lost claims bury a job, 1 to 100, default 3
     * @param retention what is kept of finished jobs
     */
    public record Settings(Duration expiry, int maxCrashes, Retention retention) {
        /** As workers have them. */
        public static final Settings DEFAULT = new Settings(Duration.ofSeconds(9), 3, Retention.DEFAULT);

        public Settings {
            // Passes that are further apart than half of it would look like a stall of this very process.
            if (expiry.compareTo(RECLAIM.multipliedBy(3)) < 0 || expiry.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("The expiry " + expiry + " is not allowed: use 9 s to 1 day");
            }
            if (maxCrashes < 1 || maxCrashes > 100) {
                throw new IllegalArgumentException("maxCrashes " + maxCrashes + " is not allowed: use 1 to 100");
            }
        }
    }

    private Sweeps(Store store, Settings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** Starts the duties; queues that are new in Redis are found within seconds, or at once by {@link #lent}. */
    public static Sweeps start(Store store, Settings settings) {
        Sweeps sweeps = new Sweeps(store, settings);
        sweeps.ticker.after(Duration.ZERO, sweeps::look);
        sweeps.ticker.every("look for new queues", NEW_QUEUES, sweeps::look);
        return sweeps;
    }

    /** A lease of this length was given just now. */
    public void lent(String queue, Duration lease) {
        Queue swept = queue(queue);
        if (swept != null) {
            swept.leases.expect(lease);
        }
    }

    private CompletionStage<?> look() {
        return store.inspection().queues().thenAccept(names -> names.forEach(this::queue));
    }

    private @Nullable Queue queue(String name) {
        return closed ? null : queues.computeIfAbsent(name, Queue::new);
    }

    @Override
    public void close() {
        closed = true;
        ticker.close();
        queues.values().forEach(Queue::close);
    }

    /** The duties of one queue. */
    private final class Queue {
        private final Promoter promoter;
        private final Lapses leases;
        private final Subscription wake;

        Queue(String name) {
            Reclaimer reclaimer =
                    new Reclaimer(name, store.sweeps(), settings.maxCrashes(), settings.expiry(), ticker::nanos, tally);
            promoter = new Promoter(name, store.sweeps(), ticker, tally);
            leases = new Lapses(reclaimer, settings.expiry(), store.sweeps()::incidents, ticker::nanos);
            Purger purger = new Purger(name, store.sweeps(), settings.retention(), tally);
            Janitor janitor = new Janitor(name, store.sweeps(), reclaimer);
            String of = " of queue " + name;
            ticker.every("leases" + of, LEASES, leases::passIfNeeded);
            ticker.every("reclaim" + of, RECLAIM, reclaimer::passOverWorkers);
            ticker.every("promote" + of, PROMOTE, promoter::pass);
            ticker.every("purge" + of, PURGE, purger::pass);
            ticker.after(Ticker.fullJitter(FIRST_JANITOR), janitor::pass);
            ticker.every("janitor" + of, JANITOR, janitor::pass);
            ticker.after(Duration.ZERO, promoter::pass);
            wake = store.signals().onWake(name, signal -> {
                if (signal instanceof Signal.Due due) {
                    promoter.expectAt(due.dueMillis());
                }
            });
        }

        void close() {
            wake.close();
            promoter.close();
        }
    }

    /** Looks for leases that ran out: when one is due to, and now and then for those that others gave. */
    static final class Lapses {
        private final Reclaimer reclaimer;
        private final OutageGrace grace;
        private final LongSupplier incidents;
        private final LongSupplier nanos;
        private long lookAtNanos;

        Lapses(Reclaimer reclaimer, Duration expiry, LongSupplier incidents, LongSupplier nanos) {
            this.reclaimer = reclaimer;
            this.grace = new OutageGrace(expiry, incidents.getAsLong());
            this.incidents = incidents;
            this.nanos = nanos;
            this.lookAtNanos = nanos.getAsLong();
        }

        synchronized void expect(Duration lease) {
            long at = nanos.getAsLong() + lease.toNanos();
            if (at - lookAtNanos < 0) {
                lookAtNanos = at;
            }
        }

        CompletionStage<?> passIfNeeded() {
            synchronized (this) {
                long now = nanos.getAsLong();
                if (!grace.mayReclaim(incidents.getAsLong(), now) || now - lookAtNanos < 0) {
                    return CompletableFuture.completedFuture(null);
                }
                lookAtNanos = now + LONGEST_TRUST.toNanos();
            }
            return reclaimer
                    .lapse()
                    .whenComplete((next, error) -> expect(error != null || next == null ? Duration.ZERO : next));
        }
    }
}
