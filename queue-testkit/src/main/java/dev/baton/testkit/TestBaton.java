package dev.baton.testkit;

import dev.baton.Baton;
import dev.baton.EnqueueOptions;
import dev.baton.JobQueue;
import dev.baton.WorkerBuilder;
import dev.baton.WorkerStats;
import dev.baton.codec.JobCodec;
import dev.baton.json.JacksonCodec;
import dev.baton.model.JobType;
import dev.baton.model.Limits;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.store.Lane;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A {@link Baton} on a clock that a test moves by hand, and what tests need beside it: jobs in any status, workers that do
 * only what they are told, the background duties one pass at a time. Take it as a parameter in a class {@link WithRedis},
 * or connect one. Thread-safe.
 *
 * <p>A real worker can be started on it too; but a clock that jumps by more than its heartbeat's expiry makes it lose its
 * claims, as a machine does that slept. {@link #drain} fits better.
 */
public final class TestBaton implements AutoCloseable {
    private static final Duration WORKER_EXPIRY = Duration.ofSeconds(9);

    private final ManualClock clock;
    private final JobCodec codec;
    private final RedisStore store;
    private final Baton baton;
    private final AtomicInteger seeders = new AtomicInteger();

    private TestBaton(ManualClock clock, JobCodec codec, RedisStore store) {
        this.clock = clock;
        this.codec = codec;
        this.store = store;
        this.baton = Baton.on(store, options -> options.codec(codec));
    }

    /** On a clock that stands at the time of this machine. Close it. */
    public static TestBaton connect(RedisUri redis) {
        return connect(redis, ManualClock.atPresent());
    }

    /** On a clock of the test's own. Close it. */
    public static TestBaton connect(RedisUri redis, ManualClock clock) {
        JobCodec codec = new JacksonCodec();
        RedisStoreOptions options = RedisStoreOptions.of(redis.uri(), codec).withClockForTests(clock::instant);
        return new TestBaton(clock, codec, RedisStore.connect(options));
    }

    /** What the code under test is given. */
    public Baton baton() {
        return baton;
    }

    /** The clock of Redis, for all that goes through {@link #baton()}. */
    public ManualClock clock() {
        return clock;
    }

    /** As {@link Baton#queue}. */
    public JobQueue queue(String name) {
        return baton.queue(name);
    }

    /** The background duties of a queue. */
    public Sweeps sweeps(String queue) {
        return new Sweeps(baton.queue(queue).name(), store.sweeps());
    }

    /**
     * A worker that joins a queue and then does only what the test says. It expires 9 s after its join or its last
     * heartbeat.
     *
     * @param name in the grammar of names; used once in a queue
     * @throws IllegalArgumentException if the name is none, or was used before
     */
    public ManualWorker worker(String queue, String name) {
        dev.baton.model.Grammar.requireQueueName(queue);
        return ManualWorker.join(new Lane(queue, name, 0), WORKER_EXPIRY, store.workers(), codec, clock);
    }

    /** A job to be found in a certain status: the method called on the seed says in which. */
    public <P, R> JobSeed<P, R> seed(String queue, JobType<P, R> type, P payload) {
        return seed(queue, type, payload, options -> {});
    }

    /** As {@link #seed(String, JobType, Object)}, with an id, tags or whatever else; a delay is overruled by the status. */
    public <P, R> JobSeed<P, R> seed(String queue, JobType<P, R> type, P payload, Consumer<EnqueueOptions> how) {
        return new JobSeed<>(
                baton.queue(queue),
                type,
                payload,
                how,
                () -> worker(
                        queue,
                        "seeder-" + ProcessHandle.current().pid() + "-" + System.identityHashCode(this) + "-"
                                + seeders.incrementAndGet()),
                name -> StoreAnswer.of(store.sweeps().reclaim(queue, name, Limits.BATCH, 1)));
    }

    /**
     * Runs jobs until nothing of the queue is pending or in progress, then stops. Starts a real worker for that, so
     * {@code queue-worker} must be on the class path. What is scheduled or retrying is left: the clock stands.
     *
     * @param setUp adds the handlers; a listener given here is not told anything
     * @return what the worker did
     * @throws IllegalStateException if the queue is paused, or is not drained within a minute
     */
    public WorkerStats drain(String queue, Consumer<WorkerBuilder> setUp) {
        return new Drain(baton, queue).run(setUp);
    }

    @Override
    public void close() {
        baton.close();
    }

    @Override
    public String toString() {
        return "TestBaton[" + baton + ", " + clock + "]";
    }
}
