package dev.baton.worker.faults;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What workers wrote down, counted by job. */
final class Ledger {
    private final List<Event> events;

    private Ledger(List<Event> events) {
        this.events = events;
    }

    static Ledger of(Collection<List<Event>> logs) {
        return new Ledger(logs.stream().flatMap(List::stream).toList());
    }

    /** How often each job had an event of this kind. */
    Map<String, Integer> count(String kind) {
        var counts = new HashMap<String, Integer>();
        for (Event event : events) {
            if (event.kind().equals(kind)) {
                counts.merge(event.id(), 1, Integer::sum);
            }
        }
        return counts;
    }

    int count(String kind, String id) {
        return count(kind).getOrDefault(id, 0);
    }

    /** Jobs with more than one event of this kind. */
    Set<String> repeated(String kind) {
        return count(kind).entrySet().stream()
                .filter(count -> count.getValue() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The attempts that started, of one job, in the order of their fences. */
    List<Integer> attempts(String id) {
        return events.stream()
                .filter(event -> event.kind().equals("start") && event.id().equals(id))
                .sorted(Comparator.comparingLong(event -> Long.parseLong(event.fact("fence"))))
                .map(event -> Integer.valueOf(event.fact("attempt")))
                .toList();
    }
}
