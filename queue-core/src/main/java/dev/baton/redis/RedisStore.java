package dev.baton.redis;

import dev.baton.store.EnqueueStore;
import dev.baton.store.EventStore;
import dev.baton.store.InspectStore;
import dev.baton.store.LeaseStore;
import dev.baton.store.Signals;
import dev.baton.store.Store;
import dev.baton.store.StoreException;
import dev.baton.store.SweepStore;
import dev.baton.store.WorkerStore;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * All ports on Redis 7.0 or later, or Valkey: a primary, alone or behind Sentinel, or a cluster. Thread-safe. Futures complete on
 * threads that the store and its driver own, so dependents must be short.
 *
 * <p>Holds a handful of connections, whatever the number of threads that use it. Everything that is idempotent is
 * repeated until the command time-out has passed; claims and adoptions never are.
 */
public final class RedisStore implements Store {
    private final Connections connections;
    private final ScheduledThreadPoolExecutor timer;
    private final ExecutorService reading;
    private final ExecutorService telling;
    private final EnqueueStore enqueues;
    private final WorkerStore workers;
    private final LeaseStore leases;
    private final SweepStore sweeps;
    private final InspectStore inspection;
    private final Signals signals;
    private final EventStore events;

    private RedisStore(
            RedisStoreOptions options, Supplier<LuaScripts> scripts, Connections connections, Incidents incidents) {
        this.connections = connections;
        this.timer = new ScheduledThreadPoolExecutor(1, named("baton-repeats"));
        this.reading = single("baton-reading");
        this.telling = single("baton-signals");
        Repeats patient = Repeats.patient(timer, options.commandTimeout());
        Repeats failingFast = Repeats.failingFast(timer, options.commandTimeout());
        Desk desk = new Desk(scripts, options.clock(), connections.isCluster());
        Caller shared = new Caller(connections.shared(), connections, patient, incidents);
        Caller producers = new Caller(connections.producers(), connections, failingFast, incidents);
        QueueNames names = new QueueNames(producers, incidents);
        this.enqueues = new RedisEnqueues(
                new EnqueueScript(desk, options.codec()),
                producers,
                names,
                new DurableLines(connections, names, options.commandTimeout()),
                failingFast);
        this.workers = new RedisWorkers(desk, shared, names, connections);
        this.leases = new RedisLeases(desk, shared, connections, names);
        this.sweeps = new RedisSweeps(desk, shared, incidents);
        this.inspection = new RedisInspection(desk, shared, options.codec(), orHere(reading));
        this.signals = new RedisSignals(desk, connections, orNot(telling));
        this.events = new RedisEvents(desk, shared, connections);
    }

    /**
     * Connects, and checks that the server fits: Redis 7.0 or later or Valkey, a primary, not evicting. Two tries at most,
     * within the command time-out.
     *
     * @throws IllegalArgumentException if the address cannot be read
     * @throws StoreException {@code UNREACHABLE}, {@code REFUSED} (password, rights), {@code NOT_READY} (loading, a
     *     replica) or {@code UNFIT} (version, eviction); its message is one sentence for people, without secrets
     */
    public static RedisStore connect(RedisStoreOptions options) {
        LuaScripts scripts = new LuaScripts();
        return connect(options, () -> scripts);
    }

    /** @param scripts asked at every call, so that a test may change them under an open store */
    static RedisStore connect(RedisStoreOptions options, Supplier<LuaScripts> scripts) {
        Duration tryTimeout = options.commandTimeout().dividedBy(2);
        ServerAddress address = ServerAddress.parse(options.uri(), tryTimeout);
        try {
            return connect(options, scripts, address, tryTimeout);
        } catch (StoreException e) {
            // A socket that Redis closes behind its refusal may be seen before the refusal: then the second try tells.
            if (e.kind() != StoreException.Kind.UNREACHABLE) {
                throw e;
            }
            return connect(options, scripts, address, tryTimeout);
        }
    }

    private static RedisStore connect(
            RedisStoreOptions options, Supplier<LuaScripts> scripts, ServerAddress address, Duration tryTimeout) {
        Incidents incidents = new Incidents();
        Connections connections = new Connections(address, tryTimeout, options.evictionAllowed(), incidents);
        try {
            connections.open();
            return new RedisStore(options, scripts, connections, incidents);
        } catch (RuntimeException | Error e) {
            connections.close();
            throw e;
        }
    }

    @Override
    public EnqueueStore enqueues() {
        return enqueues;
    }

    @Override
    public WorkerStore workers() {
        return workers;
    }

    @Override
    public LeaseStore leases() {
        return leases;
    }

    @Override
    public SweepStore sweeps() {
        return sweeps;
    }

    @Override
    public InspectStore inspection() {
        return inspection;
    }

    @Override
    public Signals signals() {
        return signals;
    }

    @Override
    public EventStore events() {
        return events;
    }

    @Override
    public String address() {
        return connections.address();
    }

    @Override
    public void close() {
        connections.close();
        // Repeats that still wait for their turn take it, and fail at once, for there is no connection any more.
        timer.shutdown();
        reading.shutdown();
        telling.shutdownNow();
    }

    private static ThreadPoolExecutor single(String name) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
    }

    private static ThreadFactory named(String name) {
        return deed -> {
            Thread thread = new Thread(deed, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** An answer that arrives while the store closes is still read. */
    private static Executor orHere(ExecutorService executor) {
        return deed -> {
            try {
                executor.execute(deed);
            } catch (RejectedExecutionException e) {
                deed.run();
            }
        };
    }

    /** A signal that arrives while the store closes is dropped: it is a hint. */
    private static Executor orNot(ExecutorService executor) {
        return deed -> {
            if (!executor.isShutdown()) {
                try {
                    executor.execute(deed);
                } catch (RejectedExecutionException e) {
                    // Closed meanwhile.
                    return;
                }
            }
        };
    }

    @Override
    public String toString() {
        return "RedisStore[" + address() + "]";
    }
}
