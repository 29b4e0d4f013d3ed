package dev.baton.chaos.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * An independent reader of a queue's keys, written against docs/redis-model.md: says each way in which they break its
 * invariants.
 */
final class Audit {
    private static final Set<String> KEYS = Set.of(
            "meta",
            "pending",
            "workers",
            "scheduled",
            "done",
            "dead",
            "cancelled",
            "cancelling",
            "stale",
            "remembered",
            "fading",
            "tries",
            "watched",
            "stats",
            "events");
    private static final Set<String> JOB_KEYS = Set.of("", "status", "run");
    private static final Set<String> TERMINAL = Set.of("done", "dead", "cancelled");
    /** Empty, and so not there, once every job has ended. */
    private static final List<String> EMPTY_AT_REST = List.of("pending", "scheduled", "cancelling", "stale");

    private final Snapshot snapshot;
    private final Map<String, String> statuses;
    private final Map<String, List<String>> places = new HashMap<>();
    private final Map<String, List<String>> ends = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    private Audit(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.statuses = snapshot.statuses();
        snapshot.values("pending").forEach(id -> stands(id, "waiting"));
        snapshot.values("scheduled").forEach(id -> stands(id, "scheduled"));
        snapshot.held()
                .forEach(element ->
                        stands(element.split(" ", -1)[0], element.split(" ", -1).length == 3 ? "claimed" : "waiting"));
        snapshot.values("done").forEach(entry -> ended(entry.split(" ", -1)[0], "done"));
        snapshot.values("dead").forEach(id -> ended(id, "dead"));
        snapshot.values("cancelled").forEach(id -> ended(id, "cancelled"));
    }

    /** What is wrong at this instant, whatever is under way. */
    static List<Violation> now(Snapshot snapshot) {
        return new Audit(snapshot).invariants().violations;
    }

    /** What is wrong when every job should have ended, each once. */
    static List<Violation> atRest(Snapshot snapshot, Budget budget) {
        return new Audit(snapshot).invariants().allEnded(budget).violations;
    }

    private Audit invariants() {
        var ids = new TreeSet<>(statuses.keySet());
        ids.addAll(places.keySet());
        for (String id : ids) {
            String status = statuses.get(id);
            List<String> found = places.getOrDefault(id, List.of());
            if (status == null) {
                breaks(Invariant.I2, "an unknown id stands somewhere: " + id + " " + found);
            } else if (!allowed(id, status).contains(found)) {
                breaks(Invariant.I2, "a job that is " + status + " stands so: " + id + " " + found);
            }
        }
        ends.forEach((id, words) -> {
            if (!words.equals(List.of(statuses.getOrDefault(id, "forgotten")))) {
                breaks(Invariant.I3, "a job that is " + statuses.get(id) + " is indexed so: " + id + " " + words);
            }
        });
        snapshot.names().forEach(this::checkOwner);
        return this;
    }

    private Set<List<String>> allowed(String id, String status) {
        return switch (status) {
            case "pending" -> Set.of(List.of("waiting"));
            case "in-progress" -> Set.of(List.of("claimed"));
            case "scheduled", "retrying" -> Set.of(List.of("scheduled"));
            case "cancelled" ->
                snapshot.values("stale").contains(id) ? Set.of(List.of(), List.of("waiting")) : Set.of(List.of());
            case "done", "dead" -> Set.of(List.of());
            default -> Set.of();
        };
    }

    private void checkOwner(String name) {
        String[] parts = name.split(":", -1);
        boolean owned = switch (parts[0]) {
            case "job" -> statuses.containsKey(parts[1]) && JOB_KEYS.contains(parts.length == 2 ? "" : parts[2]);
            case "processing" -> snapshot.values("workers").contains(parts[1]);
            default -> KEYS.contains(name);
        };
        if (!owned) {
            breaks(Invariant.I3, "nobody owns the key " + name);
        }
    }

    private Audit allEnded(Budget budget) {
        for (String id : new TreeSet<>(statuses.keySet())) {
            if (!TERMINAL.contains(statuses.get(id))) {
                breaks(Invariant.I1, "a job has not ended: " + id + " is " + statuses.get(id) + " " + places.get(id));
            } else if (!ends.containsKey(id)) {
                breaks(Invariant.I3, "a job has ended and is not indexed: " + id);
            }
        }
        for (String name : EMPTY_AT_REST) {
            if (snapshot.has(name)) {
                breaks(Invariant.I2, "not empty at the end: " + name + " " + snapshot.values(name));
            }
        }
        for (String list : snapshot.processing()) {
            breaks(Invariant.I2, "not empty at the end: " + list + " " + snapshot.values(list));
        }
        if (!budget.damaged()) {
            count("enqueued", statuses.size());
            count("done", snapshot.values("done").size());
            count("dead", snapshot.values("dead").size());
            count("cancelled", snapshot.values("cancelled").size());
        }
        return this;
    }

    private void count(String counter, long expected) {
        if (snapshot.counter(counter) != expected) {
            breaks(
                    Invariant.I3,
                    "the counter " + counter + " is " + snapshot.counter(counter) + " instead of " + expected);
        }
    }

    private void breaks(Invariant invariant, String what) {
        violations.add(new Violation(invariant, what));
    }

    private void stands(String id, String place) {
        places.computeIfAbsent(id, key -> new ArrayList<>()).add(place);
    }

    private void ended(String id, String word) {
        ends.computeIfAbsent(id, key -> new ArrayList<>()).add(word);
    }
}
