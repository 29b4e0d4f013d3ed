package dev.baton.model;

/**
 * The one grammar of names: queues, workers, job ids, job types and tags match {@code [A-Za-z0-9._-]{1,128}}. It is
 * strict from the first day, because names stand in keys, channels and log lines, where a colon or a brace would mean
 * something.
 */
public final class Grammar {
    /** Longest name, in characters. */
    public static final int MAX_NAME_LENGTH = 128;

    private Grammar() {}

    /** @throws IllegalArgumentException if {@code name} is no queue name */
    public static String requireQueueName(String name) {
        return require("queue name", name);
    }

    /** @throws IllegalArgumentException if {@code id} is no job id */
    public static String requireJobId(String id) {
        return require("job id", id);
    }

    /** @throws IllegalArgumentException if {@code name} is no job type name */
    public static String requireTypeName(String name) {
        return require("job type name", name);
    }

    /** @throws IllegalArgumentException if {@code tag} is no tag */
    public static String requireTag(String tag) {
        return require("tag", tag);
    }

    /** @throws IllegalArgumentException if {@code name} is no worker name */
    public static String requireWorkerName(String name) {
        return require("worker name", name);
    }

    /** Whether {@code name} is in the grammar. */
    public static boolean isName(String name) {
        // By hand, not by a pattern: it is asked for every job that is enqueued or run.
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean allowed = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '.'
                    || c == '_'
                    || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    private static String require(String what, String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("The " + what + " " + Printable.quote(name)
                    + " is not allowed: use 1 to " + MAX_NAME_LENGTH + " of the characters A-Z a-z 0-9 . _ -");
        }
        return name;
    }
}
