package dev.baton.redis;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Holds the keys of one queue against {@code docs/redis-model.md}: its four invariants, that counters are no less than
 * nothing, and that every key has its owner. Written from that page alone; knows neither scripts nor a model.
 */
final class KeyAudit {
    private static final String BASE = "baton:{q}:";
    private static final Set<String> STATUSES =
            Set.of("scheduled", "pending", "in-progress", "retrying", "done", "dead", "cancelled");
    private static final Set<String> PLAIN = Set.of(
            "meta",
            "pending",
            "tries",
            "scheduled",
            "workers",
            "done",
            "dead",
            "cancelled",
            "cancelling",
            "stale",
            "remembered",
            "fading",
            "watched",
            "leases",
            "stats",
            "events");

    private final RedisCommands<String, String> raw;
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, String> statuses = new TreeMap<>();
    private final Map<String, Integer> bare = new HashMap<>();
    private final Map<String, Integer> held = new HashMap<>();

    private KeyAudit(RedisCommands<String, String> raw) {
        this.raw = raw;
    }

    /** What is wrong, a sentence each. */
    static List<String> of(RedisCommands<String, String> raw) {
        KeyAudit audit = new KeyAudit(raw);
        audit.lookAtKeys();
        audit.lookAtPlaces();
        audit.lookAtNumbers();
        return audit.wrong;
    }

    private void lookAtKeys() {
        TreeSet<String> owned = new TreeSet<>();
        List<String> statusKeys = new ArrayList<>();
        for (String key : raw.keys("*")) {
            String name = key.startsWith(BASE) ? key.substring(BASE.length()) : "";
            if (name.matches("job:[^:]+:status")) {
                statusKeys.add(key);
            } else if (name.matches("job:[^:]+(:run)?")) {
                owned.add(name.substring(4).replace(":run", ""));
            } else if (name.startsWith("processing:")) {
                raw.lrange(key, 0, -1).forEach(element -> {
                    String[] words = element.split(" ", -1);
                    (words.length == 1 ? bare : held).merge(words[0], 1, Integer::sum);
                    if (words.length != 1 && !element.matches("\\S+ \\S+ \\d+")) {
                        wrong.add(key + " holds " + element);
                    }
                });
            } else if (!PLAIN.contains(name) && !key.equals("baton:queues")) {
                wrong.add("nobody owns " + key);
            }
        }
        if (!statusKeys.isEmpty()) {
            raw.mget(statusKeys.toArray(String[]::new)).forEach(found -> {
                String name = found.getKey().substring(BASE.length());
                statuses.put(name.substring(4, name.length() - 7), found.getValue());
                if (!STATUSES.contains(found.getValue())) {
                    wrong.add(found.getKey() + " holds " + found.getValue());
                }
            });
        }
        raw.lrange(BASE + "pending", 0, -1).forEach(id -> bare.merge(id, 1, Integer::sum));
        raw.zrange(BASE + "leases", 0, -1).forEach(entry -> {
            held.merge(entry.split(" ", -1)[0], 1, Integer::sum);
            if (!entry.matches("\\S+ \\S+ \\d+")) {
                wrong.add("leases holds " + entry);
            }
        });
        owned.addAll(raw.hkeys(BASE + "tries"));
        owned.stream()
                .filter(id -> !statuses.containsKey(id))
                .forEach(id -> wrong.add("of " + id + " no status is left"));
    }

    private void lookAtPlaces() {
        Set<String> scheduled = new TreeSet<>(raw.zrange(BASE + "scheduled", 0, -1));
        Set<String> stale = raw.smembers(BASE + "stale");
        Set<String> dead = new TreeSet<>(raw.zrange(BASE + "dead", 0, -1));
        Set<String> cancelled = new TreeSet<>(raw.zrange(BASE + "cancelled", 0, -1));
        Set<String> tombstones = new TreeSet<>();
        for (String list : List.of("done", "remembered", "fading")) {
            raw.lrange(BASE + list, 0, -1).forEach(element -> tombstones.add(element.split(" ", -1)[0]));
        }
        TreeSet<String> ids = new TreeSet<>(statuses.keySet());
        List.of(bare.keySet(), held.keySet(), scheduled, stale, dead, cancelled).forEach(ids::addAll);
        for (String id : ids) {
            String status = statuses.getOrDefault(id, "none");
            boolean waits = status.equals("scheduled") || status.equals("retrying");
            int places = status.equals("pending") || stale.contains(id) ? 1 : 0;
            expect(id, status, "bare places", places, bare.getOrDefault(id, 0));
            expect(id, status, "claims", status.equals("in-progress") ? 1 : 0, held.getOrDefault(id, 0));
            expect(id, status, "places in scheduled", waits ? 1 : 0, scheduled.contains(id) ? 1 : 0);
            expect(id, status, "places in dead", status.equals("dead") ? 1 : 0, dead.contains(id) ? 1 : 0);
            if (stale.contains(id) && !status.equals("cancelled")) {
                wrong.add(id + " is stale and " + status);
            }
            if (cancelled.contains(id) && !status.equals("cancelled")) {
                wrong.add(id + " stands in cancelled and is " + status);
            }
            boolean kept = tombstones.contains(id) || cancelled.contains(id) || stale.contains(id);
            if ((status.equals("done") || status.equals("cancelled")) && !kept) {
                wrong.add("nothing will ever forget " + id + ", " + status);
            }
        }
        for (String id : raw.smembers(BASE + "cancelling")) {
            if (!"in-progress".equals(statuses.get(id))) {
                wrong.add("the holder of " + id + " is asked to cancel, which is " + statuses.get(id));
            }
        }
    }

    private void expect(String id, String status, String what, int expected, int found) {
        if (expected != found) {
            wrong.add(id + ", " + status + ", has " + found + " " + what + ", not " + expected);
        }
    }

    private void lookAtNumbers() {
        raw.hgetall(BASE + "stats").forEach((counter, number) -> {
            if (!number.matches("\\d+")) {
                wrong.add("the counter " + counter + " is " + number);
            }
        });
        raw.hgetall(BASE + "tries").forEach((id, tries) -> {
            if (!tries.matches("\\d+ \\d+ \\d+( once)?")) {
                wrong.add("the tries of " + id + " are " + tries);
            }
        });
    }
}
