package dev.baton.server.lending;

import dev.baton.server.figures.Recent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Leases that this process gave, and that are neither ended nor run out, as far as it knows: what another process gives or
 * takes is not seen here. Knows the 100,000 that were given last. Thread-safe.
 */
final class Outstanding {
    private static final int MOST = 100_000;

    private final Recent times;
    private final Map<LeaseToken, Times> given = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<LeaseToken, Times> eldest) {
            return size() > MOST;
        }
    };

    private record Times(long givenNanos, long untilNanos) {}

    /** @param times told how long each lease stood that ended well or badly by its consumer's word */
    Outstanding(Recent times) {
        this.times = times;
    }

    synchronized void add(List<Lease> leases) {
        long now = System.nanoTime();
        leases.forEach(lease ->
                given.put(lease.token(), new Times(now, now + lease.length().toNanos())));
    }

    /** The consumer is done with the job. */
    synchronized void worked(LeaseToken token) {
        Times found = given.remove(token);
        if (found != null) {
            times.add(System.nanoTime() - found.givenNanos());
        }
    }

    /** The job was given back, or is somebody else's. */
    synchronized void remove(LeaseToken token) {
        given.remove(token);
    }

    synchronized void extend(LeaseToken token, Duration length) {
        given.computeIfPresent(
                token, (key, found) -> new Times(found.givenNanos(), System.nanoTime() + length.toNanos()));
    }

    synchronized int count() {
        long now = System.nanoTime();
        given.values().removeIf(found -> found.untilNanos() - now <= 0);
        return given.size();
    }
}
