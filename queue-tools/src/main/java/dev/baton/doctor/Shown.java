package dev.baton.doctor;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** What comes from Redis, for people. Inside, a character is a byte, so that no key is confused with another. */
final class Shown {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:{}-]+");

    private Shown() {}

    /** The bytes as UTF-8. */
    static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    static Optional<String> command(String key, String id) {
        if (!PLAIN.matcher(key).matches()) {
            return Optional.empty();
        }
        String last = key.substring(key.indexOf('}') + 2 > key.length() ? 0 : key.indexOf('}') + 2);
        String first = last.contains(":") ? last.substring(0, last.indexOf(':')) : last;
        String quoted = "'" + key + "'";
        boolean named = PLAIN.matcher(id).matches();
        return Optional.of("redis-cli "
                + switch (first) {
                    case "pending" -> named ? "LPOS " + quoted + " " + id + " COUNT 0" : "LRANGE " + quoted + " 0 20";
                    case "processing" -> "LRANGE " + quoted + " 0 -1";
                    case "done", "remembered", "fading" -> "LRANGE " + quoted + " 0 20";
                    case "scheduled", "dead", "cancelled", "watched", "workers" ->
                        named ? "ZSCORE " + quoted + " " + id : "ZRANGE " + quoted + " 0 20 WITHSCORES";
                    case "cancelling", "stale" -> named ? "SISMEMBER " + quoted + " " + id : "SSCAN " + quoted + " 0";
                    case "tries" -> named ? "HGET " + quoted + " " + id : "HSCAN " + quoted + " 0";
                    case "meta", "stats" -> "HGETALL " + quoted;
                    case "job" -> last.endsWith(":run") ? "HGETALL " + quoted : "GET " + quoted;
                    case "baton:queues" -> "SMEMBERS " + quoted;
                    default -> "TYPE " + quoted;
                });
    }
}
