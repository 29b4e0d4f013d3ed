package dev.baton.server.tcp;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** How long consumers have for the jobs of a queue, as CREATE said; remembered as long as the door is open. Thread-safe. */
final class LeaseLengths {
    /** Names come from outside, so there is an end to them. */
    static final int MOST = 10_000;

    private final Duration usual;
    private final Map<String, Duration> lengths = new ConcurrentHashMap<>();

    LeaseLengths(Duration usual) {
        this.usual = usual;
    }

    Duration of(String queue) {
        return lengths.getOrDefault(queue, usual);
    }

    /** Remembers a queue of the usual length, unless it is known already; false if there are too many. */
    boolean add(String queue) {
        return set(queue, of(queue));
    }

    /** Remembers another length; false if there are too many. */
    boolean set(String queue, Duration length) {
        if (!lengths.containsKey(queue) && !hasRoom()) {
            return false;
        }
        lengths.put(queue, length);
        return true;
    }

    /** All that were named. */
    Set<String> queues() {
        return Set.copyOf(lengths.keySet());
    }

    private boolean hasRoom() {
        return lengths.size() < MOST;
    }
}
