package dev.baton.server.program;

import dev.baton.Baton;
import dev.baton.WorkerStats;
import dev.baton.model.QueueStats;
import dev.baton.server.figures.Latencies;
import dev.baton.server.figures.Recent;
import dev.baton.server.lending.LendingDesk;
import dev.baton.worker.program.Failures;
import dev.baton.worker.standalone.InnerWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line in the log again and again: what came in, what was done, how long it took, and how much is left. */
final class ServerReport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerReport.class);
    /** More would be no line any more. */
    private static final int MOST_QUEUES = 8;
    /** Queues that are asked for their sizes. */
    private static final int MOST_ASKED = 200;

    private final Duration period;
    private final Sources sources;
    private final ScheduledExecutorService timer;
    private Map<String, QueueStats> before = new HashMap<>();
    private long beforeNanos = System.nanoTime();

    /**
     * Who knows something.
     *
     * @param requests how long the doors took to answer
     * @param worker the one in this process, if there is one
     */
    record Sources(Baton baton, Recent requests, LendingDesk desk, Optional<InnerWorker> worker) {}

    /**
     * What this process itself has seen since the last line.
     *
     * @param requests how long the doors took to answer
     * @param leases how long leases stood until they were completed or failed
     * @param out leases that are out now
     * @param worker of the worker in this process, if there is one
     */
    record Seen(Latencies requests, Latencies leases, int out, Optional<WorkerStats> worker) {}

    private ServerReport(Duration period, Sources sources) {
        this.period = period;
        this.sources = sources;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "baton-report");
            thread.setDaemon(true);
            return thread;
        });
    }

    static ServerReport start(Duration period, Sources sources) {
        ServerReport report = new ServerReport(period, sources);
        report.timer.scheduleWithFixedDelay(report::pass, 0, period.toMillis(), TimeUnit.MILLISECONDS);
        return report;
    }

    private void pass() {
        try {
            Map<String, QueueStats> now = read();
            long nanos = System.nanoTime();
            Seen seen = new Seen(
                    sources.requests().take(),
                    sources.desk().times().take(),
                    sources.desk().out(),
                    sources.worker().map(InnerWorker::stats));
            if (!before.isEmpty() || now.isEmpty()) {
                LOG.info("{}", line(before, now, Duration.ofNanos(nanos - beforeNanos), seen));
            }
            before = now;
            beforeNanos = nanos;
        } catch (RuntimeException e) {
            LOG.warn("No report for the last {}: {}", period, Failures.sentence(e));
        }
    }

    private Map<String, QueueStats> read() {
        Map<String, CompletableFuture<QueueStats>> asked = new HashMap<>();
        sources.baton().queues().stream()
                .sorted()
                .limit(MOST_ASKED)
                .forEach(name -> asked.put(name, sources.baton().queue(name).statsAsync()));
        Map<String, QueueStats> stats = new HashMap<>();
        asked.forEach((name, answer) ->
                stats.put(name, answer.orTimeout(10, TimeUnit.SECONDS).join()));
        return stats;
    }

    /** The whole line: plain figures of the time that has passed. */
    static String line(Map<String, QueueStats> before, Map<String, QueueStats> now, Duration passed, Seen seen) {
        List<String> parts = new ArrayList<>();
        double seconds = Math.max(0.001, passed.toNanos() / 1e9);
        parts.add(String.format(
                Locale.ROOT,
                "%.1f/s in, %.1f/s done",
                more(before, now, "enqueued") / seconds,
                more(before, now, "done") / seconds));
        if (!seen.requests().isEmpty()) {
            parts.add("requests "
                    + percentiles(seen.requests().at(0.5), seen.requests().at(0.99)));
        }
        if (!seen.leases().isEmpty()) {
            parts.add("claim to end "
                    + percentiles(seen.leases().at(0.5), seen.leases().at(0.99)));
        }
        if (seen.out() > 0) {
            parts.add("leases out " + seen.out());
        }
        seen.worker()
                .ifPresent(worker -> parts.add(String.format(
                        Locale.ROOT,
                        "worker %.0f %% busy, enqueue to done %s",
                        100 * worker.utilisation(),
                        percentiles(worker.p50(), worker.p99()))));
        parts.add(sum(now, QueueStats::pending) + " pending, " + sum(now, QueueStats::inProgress) + " in progress, "
                + sum(now, QueueStats::waiting) + " waiting, " + sum(now, QueueStats::dead) + " dead");
        List<String> queues = new ArrayList<>();
        now.values().stream()
                .filter(stats -> stats.pending() > 0)
                .sorted((one, other) -> Long.compare(other.pending(), one.pending()))
                .limit(MOST_QUEUES)
                .forEach(stats -> queues.add(stats.queue() + " " + stats.pending()));
        if (!queues.isEmpty()) {
            parts.add("longest: " + String.join(", ", queues));
        }
        return String.join("; ", parts);
    }

    private static String percentiles(Duration p50, Duration p99) {
        return String.format(Locale.ROOT, "p50 %.1f ms p99 %.1f ms", p50.toNanos() / 1e6, p99.toNanos() / 1e6);
    }

    private static long sum(Map<String, QueueStats> stats, java.util.function.ToLongFunction<QueueStats> what) {
        return stats.values().stream().mapToLong(what).sum();
    }

    private static long more(Map<String, QueueStats> before, Map<String, QueueStats> now, String counter) {
        long sum = 0;
        for (QueueStats stats : now.values()) {
            QueueStats old = before.get(stats.queue());
            if (old == null && before.size() >= MOST_ASKED) {
                continue; // it was not asked before, and its counters are of its whole life
            }
            long earlier = old == null ? 0 : old.counters().getOrDefault(counter, 0L);
            sum += Math.max(0, stats.counters().getOrDefault(counter, 0L) - earlier);
        }
        return sum;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
