package dev.baton;

import dev.baton.codec.JobCodec;
import dev.baton.model.Grammar;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.store.Store;
import dev.baton.store.StoreException;
import java.time.Duration;
import java.util.Iterator;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The way to one Redis: gives the queues to enqueue to, and workers that do the jobs. An application has one and closes it
 * at its end. Thread-safe.
 *
 * <pre>{@code
 * try (Baton baton = Baton.connect("redis://localhost:6379")) {
 *     JobHandle<Receipt> job = baton.queue("emails").enqueue(WELCOME, new Welcome("ada@example.com", "Ada"));
 *     Receipt receipt = job.await(Duration.ofSeconds(10));
 * }
 * }</pre>
 */
public final class Baton implements AutoCloseable {
    private final Store store;
    private final JobCodec codec;
    private final Duration timeout;
    private final Callbacks callbacks;
    private final Packing packing;
    private final Room room = new Room();
    private final ConcurrentHashMap<String, Line> lines = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor ticker;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A queue, with what has to be closed behind it. */
    private record Line(JobQueue queue, GroupCommit commit, DurableSending durable, Awaits awaits) {}

    private Baton(Store store, BatonOptions options) {
        this.store = store;
        codec = options.codec();
        timeout = options.commandTimeout();
        callbacks = options.callbacks();
        packing = new Packing(codec, new Ulids());
        // Starts its thread only when somebody awaits a job.
        ticker = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "baton-awaits");
            thread.setDaemon(true);
            return thread;
        });
        ticker.setRemoveOnCancelPolicy(true);
    }

    /**
     * Connects with the defaults of {@link BatonOptions}.
     *
     * @param uri {@code redis://[user:password@]host[:port][/database]}, {@code rediss://…} for TLS,
     *     {@code redis-sentinel://host[:port][,host…]/[database]#master}, or
     *     {@code redis+cluster://[user:password@]host[:port][,host…]}, {@code rediss+cluster://…} for TLS
     * @throws IllegalArgumentException if the URI is none
     * @throws StoreException if Redis cannot be reached, refuses the password, is older than 7.0, or may evict keys
     */
    public static Baton connect(String uri) {
        return connect(uri, options -> {});
    }

    /** As {@link #connect(String)}, with other options. */
    public static Baton connect(String uri, Consumer<BatonOptions> how) {
        BatonOptions options = new BatonOptions();
        how.accept(options);
        RedisStoreOptions redis =
                RedisStoreOptions.of(uri, options.codec()).withCommandTimeout(options.commandTimeout());
        if (options.isEvictionAllowed()) {
            redis = redis.withEvictionAllowed();
        }
        return new Baton(RedisStore.connect(redis), options);
    }

    /** On a store of one's own, which is closed with it; for tests and for other stores than Redis. */
    public static Baton on(Store store, Consumer<BatonOptions> how) {
        BatonOptions options = new BatonOptions();
        how.accept(options);
        return new Baton(store, options);
    }

    /**
     * A queue; it exists in Redis as soon as something is enqueued or a worker joins it. The same name gives the same
     * object.
     *
     * @param name 1 to 128 of {@code A-Z a-z 0-9 . _ -}
     * @throws IllegalArgumentException if the name is none
     */
    public JobQueue queue(String name) {
        Line line = lines.get(name);
        return line != null ? line.queue() : newQueue(Grammar.requireQueueName(name));
    }

    /** Names of the queues that were ever used in this Redis. */
    public Set<String> queues() {
        return CallerWait.answer(store.inspection().queues(), longest(), "the names of the queues");
    }

    /** As {@link #queues()}, without blocking. */
    public CompletableFuture<Set<String>> queuesAsync() {
        return callbacks.deliver(store.inspection().queues(), names -> names, failure -> failure);
    }

    /**
     * Describes a worker, to be started. Close the worker before this Baton.
     *
     * @throws IllegalStateException if the worker runtime is not on the class path
     */
    public WorkerBuilder worker() {
        Iterator<WorkerRuntime> runtimes =
                ServiceLoader.load(WorkerRuntime.class).iterator();
        if (!runtimes.hasNext()) {
            // The thread's class loader may be a foreign one, such as that of a task pool.
            runtimes = ServiceLoader.load(WorkerRuntime.class, Baton.class.getClassLoader())
                    .iterator();
        }
        if (!runtimes.hasNext()) {
            throw new IllegalStateException(
                    "No worker runtime on the class path: add the dependency dev.baton:queue-worker");
        }
        return runtimes.next().newWorker(new WorkerHost(store, codec));
    }

    /**
     * Sends the enqueues that still wait, for at most the command time-out; what cannot be sent fails, as do waits for the
     * end of jobs. Then closes all connections. Jobs are not touched. A second call does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long end = System.nanoTime() + timeout.toNanos();
        boolean interrupted = false;
        for (Line line : lines.values()) {
            interrupted |= !line.commit().close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            interrupted |= !line.durable().close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            line.awaits().close();
        }
        ticker.shutdownNow();
        store.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where it is connected to, without secrets. */
    @Override
    public String toString() {
        return "Baton[" + store.address() + (closed.get() ? ", closed]" : "]");
    }

    private JobQueue newQueue(String name) {
        if (closed.get()) {
            throw new StoreException(StoreException.Kind.CLOSED, "Baton is closed: queue " + name + " is out of reach");
        }
        return lines.computeIfAbsent(name, this::newLine).queue();
    }

    private Line newLine(String name) {
        GroupCommit commit = new GroupCommit(name, store.enqueues(), room, timeout);
        Enqueues enqueues = new Enqueues(name, packing, room, commit, timeout);
        DurableSending durable = new DurableSending(name, store.enqueues(), room, timeout);
        Awaits awaits = new Awaits(name, store.inspection(), store.signals(), ticker);
        JobQueue queue = new JobQueue(name, store.inspection(), codec, enqueues, durable, awaits, callbacks, longest());
        return new Line(queue, commit, durable, awaits);
    }

    /** The store keeps the time-out itself; this is only for one that does not. */
    private Duration longest() {
        return timeout.plusSeconds(1);
    }
}
