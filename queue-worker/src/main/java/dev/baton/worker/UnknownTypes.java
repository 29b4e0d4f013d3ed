package dev.baton.worker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long a job is put off that this worker has no handler for: 1 s, doubling up to 60 s each time the same job comes
 * back, so that another worker gets it and this one is not kept busy. Remembers the latest 10,000 jobs. Thread-safe.
 */
final class UnknownTypes {
    private static final int REMEMBERED = 10_000;
    private static final long LONGEST_SECONDS = 60;

    private final Map<String, Integer> times = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    synchronized Duration putOff(String queue, String id) {
        int before = times.merge(queue + '/' + id, 1, Integer::sum) - 1;
        return Duration.ofSeconds(Math.min(LONGEST_SECONDS, 1L << Math.min(before, 6)));
    }
}
