package dev.baton.server.load;

import dev.baton.server.figures.Latencies;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run; as JSON it is an object of these names.
 *
 * @param over the way
 * @param seconds from the first job's begin to the last one's end
 * @param jobsPerSecond completed ones
 * @param millis lengths of time by what took them: {@code enqueue}, {@code claim} and {@code complete} are requests with their
 *     answers, {@code through} is the way from asking for the enqueue to the answer to the completion. What the way does not
 *     show is not there
 * @param firstError what went wrong first; null if nothing did
 */
record LoadReport(
        String over,
        String queue,
        int clients,
        Ledger.Counts jobs,
        double seconds,
        double jobsPerSecond,
        Map<String, Lengths> millis,
        @Nullable String firstError) {

    /** In milliseconds. */
    record Lengths(double p50, double p99, double max) {
        static Lengths of(Latencies latencies) {
            return new Lengths(millis(latencies.at(0.5)), millis(latencies.at(0.99)), millis(latencies.longest()));
        }

        private static double millis(Duration length) {
            return Math.round(length.toNanos() / 1e3) / 1e3;
        }
    }

    static LoadReport of(LoadRun run, Duration took) {
        double seconds = took.toNanos() / 1e9;
        Ledger.Counts jobs = run.ledger().counts();
        Map<String, Lengths> lengths = new LinkedHashMap<>();
        put(lengths, "enqueue", run.enqueues());
        put(lengths, "claim", run.claims());
        put(lengths, "complete", run.ends());
        put(lengths, "through", run.ledger().through());
        return new LoadReport(
                run.plan().way().word(),
                run.plan().queue(),
                run.plan().clients(),
                jobs,
                Math.round(seconds * 1000) / 1000.0,
                Math.round(jobs.completed() / Math.max(seconds, 1e-9) * 10) / 10.0,
                lengths,
                run.ledger().firstError());
    }

    private static void put(Map<String, Lengths> lengths, String what, Latencies latencies) {
        if (!latencies.isEmpty()) {
            lengths.put(what, Lengths.of(latencies));
        }
    }

    /** For a person. */
    String lines() {
        StringBuilder lines = new StringBuilder(String.format(
                Locale.ROOT,
                "jobs      %s%nrate      %,.0f jobs a second by %,d clients over %s, in %.1f s%n",
                jobs,
                jobsPerSecond,
                clients,
                over,
                seconds));
        millis.forEach((what, length) -> lines.append(String.format(
                Locale.ROOT,
                "%-9s p50 %.1f ms  p99 %.1f ms  max %.1f ms%n",
                what,
                length.p50(),
                length.p99(),
                length.max())));
        return lines.toString();
    }
}
