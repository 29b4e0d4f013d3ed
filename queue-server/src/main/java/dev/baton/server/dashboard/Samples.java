package dev.baton.server.dashboard;

import dev.baton.Baton;
import dev.baton.JobPage;
import dev.baton.PageRequest;
import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.model.QueueStats;
import dev.baton.model.WorkerView;
import dev.baton.store.InspectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Samples of the first 100 queues by name, over the last hour. Kept in this process only: another gateway on the same Redis
 * has its own, and a restart begins anew. One pass costs a few small reads a queue; done jobs are read only where some were
 * done. Thread-safe.
 */
public final class Samples {
    /** How often a pass is due. */
    public static final Duration EVERY = Duration.ofSeconds(5);

    /** Queues that are sampled. */
    public static final int MOST_QUEUES = 100;

    private static final int KEPT = (int) (Duration.ofHours(1).toMillis() / EVERY.toMillis());
    /** Done jobs whose latency is looked at: enough for a 99th of a hundred, and a page of bounded size. */
    private static final int LATEST_DONE = 100;

    private static final int MOST_WORKERS = 100;

    private final Baton baton;
    private final InspectStore store;
    private final Deque<Sample> all = new ArrayDeque<>();
    private final Map<String, Deque<Sample>> byQueue = new TreeMap<>();
    private Map<String, QueueStats> before = Map.of();
    private int known;
    /** When the latest pass was kept, by {@link System#nanoTime}. */
    private long passedNanos = System.nanoTime();

    private @Nullable CompletableFuture<Void> pass;

    public Samples(Baton baton, InspectStore store) {
        this.baton = baton;
        this.store = store;
    }

    /** What one pass has read of a queue. */
    private record Reading(
            QueueStats stats,
            List<Long> latencies,
            @Nullable Instant front,
            List<WorkerView> workers) {}

    /** One pass; while one is under way, that one. */
    public synchronized CompletableFuture<Void> sample() {
        if (pass == null || pass.isDone()) {
            Map<String, QueueStats> earlier = before;
            pass = baton.queuesAsync().thenCompose(names -> {
                List<CompletableFuture<Reading>> readings = names.stream()
                        .sorted()
                        .limit(MOST_QUEUES)
                        .map(name -> read(name, earlier.get(name)))
                        .toList();
                return CompletableFuture.allOf(readings.toArray(CompletableFuture<?>[]::new))
                        .thenRun(() -> keep(
                                names.size(),
                                readings.stream().map(CompletableFuture::join).toList()));
            });
        }
        return pass;
    }

    /** How long ago the latest pass was kept; before the first, since this began. */
    public synchronized Duration age() {
        return Duration.ofNanos(System.nanoTime() - passedNanos);
    }

    /** How many queues there are, sampled or not. */
    public synchronized int known() {
        return known;
    }

    /** Samples of all queues together, oldest first. */
    public synchronized List<Sample> ofAll() {
        return List.copyOf(all);
    }

    /** Samples of a queue, oldest first; empty for one that is not sampled. */
    public synchronized List<Sample> of(String queue) {
        return List.copyOf(byQueue.getOrDefault(queue, new ArrayDeque<>()));
    }

    /** The latest sample of each queue, by name. */
    public synchronized Map<String, Sample> latest() {
        Map<String, Sample> latest = new TreeMap<>();
        byQueue.forEach((name, samples) -> latest.put(name, samples.getLast()));
        return latest;
    }

    private CompletableFuture<Reading> read(String name, @Nullable QueueStats earlier) {
        return baton.queue(name).statsAsync().thenCompose(stats -> {
            CompletableFuture<List<Long>> latencies = latencies(stats, earlier);
            CompletableFuture<Optional<Instant>> front = front(stats);
            CompletableFuture<List<WorkerView>> workers = stats.liveWorkers() == 0
                    ? CompletableFuture.completedFuture(List.of())
                    : store.workers(name, 0, MOST_WORKERS, 0);
            return CompletableFuture.allOf(latencies, front, workers)
                    .thenApply(ended ->
                            new Reading(stats, latencies.join(), front.join().orElse(null), workers.join()));
        });
    }

    /** In milliseconds, of the jobs that were done since the sample before. */
    private CompletableFuture<List<Long>> latencies(QueueStats stats, @Nullable QueueStats earlier) {
        long more = earlier == null ? 0 : more(earlier, stats, "done");
        if (earlier == null || more == 0) {
            return CompletableFuture.completedFuture(List.of());
        }
        PageRequest latest = PageRequest.first((int) Math.min(LATEST_DONE, more));
        return baton.queue(stats.queue())
                .listAsync(JobStatus.DONE, latest)
                .thenApply(page -> latencies(page, earlier.serverTime()));
    }

    private static List<Long> latencies(JobPage page, Instant since) {
        List<Long> latencies = new ArrayList<>();
        for (JobView job : page.jobs()) {
            if (job.record() != null
                    && job.finishedAt() != null
                    && !job.finishedAt().isBefore(since)) {
                // Two clocks may tell the two instants, so the difference of a fast job may seem negative.
                latencies.add(Math.max(
                        0,
                        Duration.between(job.record().enqueuedAt(), job.finishedAt())
                                .toMillis()));
            }
        }
        return latencies;
    }

    private CompletableFuture<Optional<Instant>> front(QueueStats stats) {
        if (stats.pending() == 0) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return baton.queue(stats.queue())
                .listAsync(JobStatus.PENDING, PageRequest.first(1))
                .thenApply(page -> page.jobs().stream()
                        .flatMap(job -> Optional.ofNullable(job.record()).stream())
                        .map(record -> record.enqueuedAt())
                        .findFirst());
    }

    private synchronized void keep(int queues, List<Reading> readings) {
        known = queues;
        if (!readings.isEmpty()
                && !all.isEmpty()
                && !readings.get(0).stats().serverTime().isAfter(all.getLast().at())) {
            return; // the clock of Redis was set back, or stands: charts go forward only
        }
        passedNanos = System.nanoTime();
        Map<String, QueueStats> now = new HashMap<>();
        readings.forEach(reading -> now.put(reading.stats().queue(), reading.stats()));
        byQueue.keySet().retainAll(now.keySet());
        for (Reading reading : readings) {
            String name = reading.stats().queue();
            push(byQueue.computeIfAbsent(name, key -> new ArrayDeque<>()), together(List.of(reading)));
        }
        if (!readings.isEmpty()) {
            push(all, together(readings));
        }
        before = now;
    }

    private static void push(Deque<Sample> samples, Sample sample) {
        samples.addLast(sample);
        if (samples.size() > KEPT) {
            samples.removeFirst();
        }
    }

    /** Called with the lock held: looks at the sample before. */
    private Sample together(List<Reading> readings) {
        Instant at = readings.get(0).stats().serverTime();
        long[] sizes = new long[6];
        int paused = 0;
        List<Long> latencies = new ArrayList<>();
        Instant front = null;
        Set<String> live = new HashSet<>();
        Set<String> busy = new HashSet<>();
        for (Reading reading : readings) {
            QueueStats stats = reading.stats();
            paused += stats.paused() ? 1 : 0;
            sizes[0] += stats.pending();
            sizes[1] += stats.waiting();
            sizes[2] += stats.inProgress();
            sizes[3] += stats.done();
            sizes[4] += stats.dead();
            sizes[5] += stats.cancelled();
            latencies.addAll(reading.latencies());
            if (reading.front() != null && (front == null || reading.front().isBefore(front))) {
                front = reading.front();
            }
            reading.workers().stream().filter(WorkerView::live).forEach(worker -> {
                live.add(worker.name());
                if (worker.held() > 0) {
                    busy.add(worker.name());
                }
            });
        }
        return new Sample(
                at,
                paused,
                sizes[0],
                sizes[1],
                sizes[2],
                sizes[3],
                sizes[4],
                sizes[5],
                rates(readings),
                latency(latencies),
                front,
                live.size(),
                busy.size());
    }

    /** Of the queues that the sample before knew; a new one counts from its second sample on. */
    private Sample.@Nullable Rates rates(List<Reading> readings) {
        double enqueued = 0;
        double done = 0;
        double retried = 0;
        double dead = 0;
        boolean any = false;
        for (Reading reading : readings) {
            QueueStats stats = reading.stats();
            QueueStats earlier = before.get(stats.queue());
            if (earlier == null) {
                continue;
            }
            double seconds =
                    Duration.between(earlier.serverTime(), stats.serverTime()).toMillis() / 1000.0;
            if (seconds > 0) {
                any = true;
                enqueued += more(earlier, stats, "enqueued") / seconds;
                done += more(earlier, stats, "done") / seconds;
                retried += more(earlier, stats, "retried") / seconds;
                dead += more(earlier, stats, "dead") / seconds;
            }
        }
        return any ? new Sample.Rates(enqueued, done, retried, dead) : null;
    }

    private static Sample.@Nullable Latency latency(List<Long> latencies) {
        if (latencies.isEmpty()) {
            return null;
        }
        List<Long> sorted = latencies.stream().sorted().toList();
        return new Sample.Latency(rank(sorted, 0.5), rank(sorted, 0.99), sorted.size());
    }

    /** Nearest rank. */
    private static long rank(List<Long> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    private static long more(QueueStats earlier, QueueStats now, String counter) {
        return Math.max(
                0, now.counters().getOrDefault(counter, 0L) - earlier.counters().getOrDefault(counter, 0L));
    }
}
