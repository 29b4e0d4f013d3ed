package dev.baton.worker.faults;

import dev.baton.testkit.RawRedis;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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
            "stats");
    private static final Set<String> JOB_KEYS = Set.of("", "status", "run");
    private static final Set<String> TERMINAL = Set.of("done", "dead", "cancelled");
    /** Empty, and so not there, once every job has ended. */
    private static final List<String> EMPTY_AT_REST = List.of("pending", "scheduled", "cancelling", "stale");

    private final Snapshot snapshot;
    private final Map<String, String> statuses;
    private final Map<String, List<String>> places = new HashMap<>();
    private final Map<String, List<String>> ends = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

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
    static List<String> now(RawRedis redis, String queue) {
        return new Audit(Snapshot.of(redis, queue)).invariants().violations;
    }

    /** What is wrong when every job of {@code enqueued}, and no other, should have ended, each once. */
    static List<String> atRest(RawRedis redis, String queue, Collection<String> enqueued) {
        return new Audit(Snapshot.of(redis, queue)).invariants().allEnded(new HashSet<>(enqueued)).violations;
    }

    private Audit invariants() {
        var ids = new TreeSet<>(statuses.keySet());
        ids.addAll(places.keySet());
        for (String id : ids) {
            String status = statuses.get(id);
            List<String> found = places.getOrDefault(id, List.of());
            if (status == null) {
                violations.add("An unknown id stands somewhere: " + id + " " + found);
            } else if (!allowed(id, status).contains(found)) {
                violations.add("A job that is " + status + " stands so: " + id + " " + found);
            }
        }
        ends.forEach((id, words) -> {
            if (!words.equals(List.of(statuses.getOrDefault(id, "forgotten")))) {
                violations.add("A job that is " + statuses.get(id) + " is indexed so: " + id + " " + words);
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
            violations.add("Nobody owns the key " + name);
        }
    }

    private Audit allEnded(Set<String> enqueued) {
        for (String id : new TreeSet<>(enqueued)) {
            if (!TERMINAL.contains(statuses.getOrDefault(id, "unknown"))) {
                violations.add("A job has not ended: " + id + " is " + statuses.get(id) + " " + places.get(id));
            } else if (!ends.containsKey(id)) {
                violations.add("A job has ended and is not indexed: " + id);
            }
        }
        for (String id : new TreeSet<>(statuses.keySet())) {
            if (!enqueued.contains(id)) {
                violations.add("Nobody enqueued the job " + id);
            }
        }
        for (String name : EMPTY_AT_REST) {
            if (snapshot.has(name)) {
                violations.add("Not empty at the end: " + name + " " + snapshot.values(name));
            }
        }
        snapshot.processing()
                .forEach(list -> violations.add("Not empty at the end: " + list + " " + snapshot.values(list)));
        count("enqueued", enqueued.size());
        count("done", snapshot.values("done").size());
        count("dead", snapshot.values("dead").size());
        count("cancelled", snapshot.values("cancelled").size());
        return this;
    }

    private void count(String counter, long expected) {
        if (snapshot.counter(counter) != expected) {
            violations.add("The counter " + counter + " is " + snapshot.counter(counter) + " instead of " + expected);
        }
    }

    private void stands(String id, String place) {
        places.computeIfAbsent(id, key -> new ArrayList<>()).add(place);
    }

    private void ended(String id, String word) {
        ends.computeIfAbsent(id, key -> new ArrayList<>()).add(word);
    }
}
