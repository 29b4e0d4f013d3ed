package dev.baton.doctor;

import dev.baton.model.Grammar;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the documented model says of a key, by its name without the part that all keys of its queue begin with.
 *
 * @param owner the job's id, or the worker; empty for the keys that a queue has once
 * @param type the type it has to have; null for a key that is not in the model
 */
record KeyName(Kind kind, String owner, @Nullable String type) {
    /** The keys that a queue has once, and their types. */
    static final Map<String, String> OF_A_QUEUE = Map.ofEntries(
            Map.entry("meta", "hash"),
            Map.entry("pending", "list"),
            Map.entry("tries", "hash"),
            Map.entry("scheduled", "zset"),
            Map.entry("workers", "zset"),
            Map.entry("leases", "zset"),
            Map.entry("done", "list"),
            Map.entry("dead", "zset"),
            Map.entry("cancelled", "zset"),
            Map.entry("cancelling", "set"),
            Map.entry("stale", "set"),
            Map.entry("remembered", "list"),
            Map.entry("fading", "list"),
            Map.entry("watched", "zset"),
            Map.entry("stats", "hash"),
            Map.entry("events", "stream"));

    enum Kind {
        OF_QUEUE,
        PROCESSING,
        RECORD,
        STATUS,
        RUN,
        FOREIGN
    }

    static KeyName parse(String name) {
        String fixed = OF_A_QUEUE.get(name);
        if (fixed != null) {
            return new KeyName(Kind.OF_QUEUE, "", fixed);
        }
        String[] parts = name.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || !Grammar.isName(parts[1])) {
            return foreign();
        }
        if (parts[0].equals("processing")) {
            boolean lane = parts.length == 2 || parts[2].matches("[123]");
            return lane ? new KeyName(Kind.PROCESSING, parts[1], "list") : foreign();
        }
        if (!parts[0].equals("job")) {
            return foreign();
        }
        if (parts.length == 2) {
            return new KeyName(Kind.RECORD, parts[1], "string");
        }
        return switch (parts[2]) {
            case "status" -> new KeyName(Kind.STATUS, parts[1], "string");
            case "run" -> new KeyName(Kind.RUN, parts[1], "hash");
            default -> foreign();
        };
    }

    private static KeyName foreign() {
        return new KeyName(Kind.FOREIGN, "", null);
    }
}
