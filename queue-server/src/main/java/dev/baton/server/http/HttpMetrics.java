package dev.baton.server.http;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests and how long they took, by route, method and status: labels of the table only, never of a request, so that
 * there is a bound to them. Thread-safe.
 */
final class HttpMetrics {
    /** Upper bounds in seconds: from a cached answer to the longest poll. */
    private static final double[] BUCKETS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60};

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final double NANOS = 1e9;

    private final ConcurrentSkipListMap<String, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, Histogram> times = new ConcurrentSkipListMap<>();

    void count(String route, String method, int status, long nanos) {
        String known = METHODS.contains(method) ? method : "other";
        String labels = "route=\"" + route + "\",method=\"" + known + "\",status=\"" + status + "\"";
        requests.computeIfAbsent(labels, key -> new LongAdder()).increment();
        times.computeIfAbsent("route=\"" + route + "\"", key -> new Histogram()).add(nanos / NANOS);
    }

    void write(Exposition out) {
        out.family("baton_http_requests_total", "counter", "Requests that were answered.");
        requests.forEach((labels, count) -> out.sample("baton_http_requests_total", labels, count.sum()));
        out.family(
                "baton_http_request_seconds",
                "histogram",
                "Time from the headers of a request to the end of its answer.");
        times.forEach((labels, histogram) -> histogram.write(out, labels));
    }

    private static final class Histogram {
        private final LongAdder[] counts = new LongAdder[BUCKETS.length + 1];
        private final java.util.concurrent.atomic.DoubleAdder sum = new java.util.concurrent.atomic.DoubleAdder();

        Histogram() {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = new LongAdder();
            }
        }

        void add(double seconds) {
            int bucket = 0;
            while (bucket < BUCKETS.length && seconds > BUCKETS[bucket]) {
                bucket++;
            }
            counts[bucket].increment();
            sum.add(seconds);
        }

        void write(Exposition out, String labels) {
            long total = 0;
            for (int i = 0; i < counts.length; i++) {
                total += counts[i].sum();
                String bound = i < BUCKETS.length ? Exposition.number(BUCKETS[i]) : "+Inf";
                out.sample("baton_http_request_seconds_bucket", labels + ",le=\"" + bound + "\"", total);
            }
            out.sample("baton_http_request_seconds_sum", labels, sum.sum());
            out.sample("baton_http_request_seconds_count", labels, total);
        }
    }
}
