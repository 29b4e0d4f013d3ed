package dev.baton.worker;

import dev.baton.store.InspectStore;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line a period for people: throughput, latency, how long the queues are, how busy the handlers. */
final class Report {
    private static final Logger log = LoggerFactory.getLogger(Report.class);

    private final InspectStore store;
    private final List<String> queues;
    private final Tally tally;
    private final int slots;
    private final boolean logged;
    private long lastNanos = System.nanoTime();
    private long lastDone;
    private long lastBusy;
    private volatile double utilisation;

    /** @param logged whether there is a line in the log; utilisation is measured without one, too */
    Report(InspectStore store, List<String> queues, Tally tally, int slots, boolean logged) {
        this.store = store;
        this.queues = queues;
        this.tally = tally;
        this.slots = slots;
        this.logged = logged;
    }

    double utilisation() {
        return utilisation;
    }

    CompletionStage<?> pass() {
        long now = System.nanoTime();
        double seconds = Math.max(1e-3, (now - lastNanos) / 1e9);
        long done = tally.done.sum();
        long busy = tally.busyNanos.sum();
        double rate = (done - lastDone) / seconds;
        utilisation = Math.min(1, (busy - lastBusy) / (seconds * 1e9 * slots));
        lastNanos = now;
        lastDone = done;
        lastBusy = busy;
        if (!logged) {
            return CompletableFuture.completedFuture(null);
        }
        String head = String.format(
                Locale.ROOT,
                "%.1f jobs/s, done %d, retried %d, dead %d; enqueue to done p50 %d ms p99 %d ms; handlers %.0f %% busy",
                rate,
                done,
                tally.retried.sum(),
                tally.dead.sum(),
                tally.latencies.percentile(0.5).toMillis(),
                tally.latencies.percentile(0.99).toMillis(),
                100 * utilisation);
        List<CompletableFuture<String>> sizes = queues.stream()
                .map(queue -> store.stats(queue)
                        .thenApply(stats -> queue + " " + stats.pending() + " pending " + stats.waiting() + " waiting")
                        .exceptionally(error -> queue + " (size unknown)"))
                .toList();
        return CompletableFuture.allOf(sizes.toArray(CompletableFuture[]::new)).thenRun(() -> {
            StringBuilder line = new StringBuilder(head);
            sizes.forEach(size -> line.append("; ").append(size.join()));
            log.info("{}", line);
        });
    }
}
