package dev.baton.server.program;

import dev.baton.Baton;
import dev.baton.model.QueueStats;
import dev.baton.worker.program.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line in the log again and again: what came in, what was done, and how much is left. */
final class ServerReport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerReport.class);
    /** More would be no line any more. */
    private static final int MOST_QUEUES = 8;
    /** Queues that are asked for their sizes. */
    private static final int MOST_ASKED = 200;

    private final Duration period;
    private final Baton baton;
    private final ScheduledExecutorService timer;
    private Map<String, QueueStats> before = new HashMap<>();
    private long beforeNanos = System.nanoTime();

    private ServerReport(Duration period, Baton baton) {
        this.period = period;
        this.baton = baton;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "baton-report");
            thread.setDaemon(true);
            return thread;
        });
    }

    static ServerReport start(Duration period, Baton baton) {
        ServerReport report = new ServerReport(period, baton);
        report.timer.scheduleWithFixedDelay(report::pass, 0, period.toMillis(), TimeUnit.MILLISECONDS);
        return report;
    }

    private void pass() {
        try {
            Map<String, QueueStats> now = read();
            long nanos = System.nanoTime();
            if (!before.isEmpty() || now.isEmpty()) {
                LOG.info("{}", line(before, now, Duration.ofNanos(nanos - beforeNanos)));
            }
            before = now;
            beforeNanos = nanos;
        } catch (RuntimeException e) {
            LOG.warn("No report for the last {}: {}", period, Failures.sentence(e));
        }
    }

    private Map<String, QueueStats> read() {
        Map<String, CompletableFuture<QueueStats>> asked = new HashMap<>();
        baton.queues().stream()
                .limit(MOST_ASKED)
                .forEach(name -> asked.put(name, baton.queue(name).statsAsync()));
        Map<String, QueueStats> stats = new HashMap<>();
        asked.forEach((name, answer) ->
                stats.put(name, answer.orTimeout(10, TimeUnit.SECONDS).join()));
        return stats;
    }

    /** The whole line: plain figures of the time that has passed. */
    static String line(Map<String, QueueStats> before, Map<String, QueueStats> now, Duration passed) {
        List<String> parts = new ArrayList<>();
        double seconds = Math.max(0.001, passed.toNanos() / 1e9);
        parts.add(String.format(
                Locale.ROOT,
                "%.1f/s in, %.1f/s done",
                more(before, now, "enqueued") / seconds,
                more(before, now, "done") / seconds));
        parts.add(sum(now, QueueStats::pending) + " pending");
        parts.add(sum(now, QueueStats::inProgress) + " in progress");
        parts.add(sum(now, QueueStats::waiting) + " waiting");
        parts.add(sum(now, QueueStats::dead) + " dead");
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

    private static long sum(Map<String, QueueStats> stats, java.util.function.ToLongFunction<QueueStats> what) {
        return stats.values().stream().mapToLong(what).sum();
    }

    private static long more(Map<String, QueueStats> before, Map<String, QueueStats> now, String counter) {
        long sum = 0;
        for (QueueStats stats : now.values()) {
            QueueStats old = before.get(stats.queue());
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
