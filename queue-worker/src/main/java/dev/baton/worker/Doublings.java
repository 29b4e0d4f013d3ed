package dev.baton.worker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A time that doubles each time the same job comes back to this worker, from a first one up to a longest. Remembers the
 * latest 10,000 jobs. Thread-safe.
 */
final class Doublings {
    private static final int REMEMBERED = 10_000;

    private final Duration first;
    private final Duration longest;
    private final Map<String, Integer> times = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    Doublings(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
    }

    /** For a job that this worker has no handler for: so that another gets it, and this one is not kept busy. */
    static Doublings ofUnknownTypes() {
        return new Doublings(Duration.ofSeconds(1), Duration.ofSeconds(60));
    }

    /**
     * For a job that is to run alone while others run on and on: at first the worker is soon busy again, but not for ever,
     * or the job would never run.
     */
    static Doublings ofQuiet() {
        return new Doublings(Duration.ofSeconds(10), Duration.ofHours(1));
    }

    /** The time for this time, and the next one will be longer. */
    synchronized Duration next(String queue, String id) {
        return after(times.merge(key(queue, id), 1, Integer::sum) - 1);
    }

    /** What {@link #next} would answer. */
    synchronized Duration present(String queue, String id) {
        return after(times.getOrDefault(key(queue, id), 0));
    }

    private Duration after(int before) {
        Duration doubled = first.multipliedBy(1L << Math.min(before, 20));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }

    private static String key(String queue, String id) {
        return queue + '/' + id;
    }
}
