package dev.baton.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The queues that one walk over all keys met, and the keys of the small ones, so that not every queue costs a walk of its
 * own. Bounded: of larger queues, and beyond 300,000 keys, it knows the names of the queues alone.
 */
final class Roll {
    private static final int MOST_OF_A_QUEUE = 3_000;
    private static final int MOST = 300_000;

    private final Set<String> queues = new TreeSet<>();
    private final Map<String, List<String>> keys = new HashMap<>();
    private final Set<String> large = new TreeSet<>();
    private int held;

    /** A queue without any key that is known so far. */
    void add(String queue) {
        queues.add(queue);
    }

    void add(String queue, String key) {
        queues.add(queue);
        if (large.contains(queue)) {
            return;
        }
        List<String> known = keys.computeIfAbsent(queue, name -> new ArrayList<>());
        if (known.size() >= MOST_OF_A_QUEUE || held >= MOST) {
            held -= known.size();
            keys.remove(queue);
            large.add(queue);
        } else {
            known.add(key);
            held++;
        }
    }

    Set<String> queues() {
        return queues;
    }

    /** All keys that were met of a queue; empty if there were too many to be held. */
    Optional<List<String>> keysOf(String queue) {
        return large.contains(queue) ? Optional.empty() : Optional.of(keys.getOrDefault(queue, List.of()));
    }
}
