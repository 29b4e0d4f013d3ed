package dev.baton.chaos.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.JobQueue;
import dev.baton.UncertainEnqueueException;
import dev.baton.Worker;
import dev.baton.chaos.check.Checker;
import dev.baton.chaos.check.Snapshot;
import dev.baton.chaos.worker.Work;
import dev.baton.chaos.worker.Work.Receipt;
import dev.baton.model.Retention;
import dev.baton.store.StoreException;
import dev.baton.testkit.RawRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Careful producers and two workers at one queue, each with connections of its own, and what they saw. A careful producer
 * repeats an enqueue with the same id until it is known to be there.
 */
final class Load implements AutoCloseable {
    private static final int PRODUCERS = 3;
    private static final int PERIOD_MILLIS = 5;
    private static final Retention ALL = new Retention(Duration.ofHours(24), 1_000_000, 1L << 30, Duration.ofDays(30));

    private final String queue;
    private final Baton producing;
    private final List<Baton> batons = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(PRODUCERS);
    private final List<Future<?>> producers = new ArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, Integer> starts = new ConcurrentHashMap<>();
    private final Queue<Long> effects = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    Load(String uri, String queue) {
        this.queue = queue;
        producing = Baton.connect(uri);
        for (int i = 0; i < 2; i++) {
            Baton baton = Baton.connect(uri);
            batons.add(baton);
            workers.add(baton.worker()
                    .queue(queue, options -> options.concurrency(4))
                    .retention(ALL)
                    .handle(Work.TYPE, (work, context) -> {
                        starts.merge(context.jobId(), 1, Integer::sum);
                        effects.add(System.nanoTime());
                        return new Receipt("load", context.attempt());
                    })
                    .start());
        }
    }

    Load produce() {
        for (int i = 0; i < PRODUCERS; i++) {
            producers.add(threads.scheduleAtFixedRate(this::enqueue, i, PERIOD_MILLIS, TimeUnit.MILLISECONDS));
        }
        return this;
    }

    private void enqueue() {
        JobQueue jobs = producing.queue(queue);
        String id = "j-" + ids.incrementAndGet();
        while (!over) {
            try {
                jobs.enqueue(Work.TYPE, Work.QUICK, how -> how.id(id));
                acknowledged.put(id, System.nanoTime());
                return;
            } catch (UncertainEnqueueException | StoreException e) {
                failures.add(e);
            }
        }
    }

    /** Waits for so many effects more. */
    Load awaitEffects(int more) {
        int wanted = effects.size() + more;
        await().atMost(Duration.ofSeconds(60)).until(() -> effects.size() >= wanted);
        return this;
    }

    /** Waits for the first effect after this instant, and tells how long after. */
    Duration awaitEffectAfter(long nanos) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> effects.stream().anyMatch(at -> at - nanos > 0));
        long first = effects.stream().filter(at -> at - nanos > 0).findFirst().orElseThrow();
        return Duration.ofNanos(first - nanos);
    }

    /** What the producers were told, apart from success. */
    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    int started() {
        return starts.size();
    }

    /** Jobs that ran more than once. */
    Map<String, Integer> repeated() {
        var repeated = new TreeMap<>(starts);
        repeated.values().removeIf(times -> times == 1);
        return repeated;
    }

    /** Produces no more; every enqueue begun is known to be there. */
    void stopProducing() throws Exception {
        producers.forEach(producer -> producer.cancel(false));
        threads.shutdown();
        if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("An enqueue takes longer than a minute");
        }
    }

    Set<String> acknowledged() {
        return new TreeSet<>(acknowledged.keySet());
    }

    /** Those that this Redis does not know, though their producer was told that they are there. */
    Set<String> unknownTo(RawRedis redis) {
        Set<String> unknown = acknowledged();
        unknown.removeIf(id -> redis.text("GET", "baton:{" + queue + "}:job:" + id + ":status") != null);
        return unknown;
    }

    /** How long before (or after, then negative) an instant a producer was told. */
    Duration before(long nanos, String id) {
        return Duration.ofNanos(nanos - acknowledged.getOrDefault(id, nanos));
    }

    /** Waits until all jobs but the lost ones have ended, each once, and nothing else is left. */
    void awaitAllEnded(RawRedis redis, Set<String> lost) {
        Set<String> expected = acknowledged();
        expected.removeAll(lost);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Snapshot snapshot = Snapshot.of(redis, queue);
            assertThat(Checker.atRest(snapshot)).isEmpty();
            assertThat(snapshot.statuses().keySet()).containsAll(expected);
        });
    }

    @Override
    public void close() {
        over = true;
        threads.shutdownNow();
        workers.forEach(Worker::close);
        batons.forEach(Baton::close);
        producing.close();
    }
}
