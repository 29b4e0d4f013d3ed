package dev.baton.worker.standalone;

import java.util.Locale;
import java.util.Optional;

/**
 * Everything that can be set, in one table: the option, the environment variable and the key of the settings file all
 * come from the same name, so that none of the three can be forgotten.
 */
enum Setting {
    QUEUE(Kind.LIST, "NAME[=WEIGHT]", "Queue to work on; repeat it, or separate several by commas: emails=3,reports."),
    REDIS(Kind.TEXT, "URI", "Redis to connect to. Without it the worker starts a Redis of its own."),
    DATA(Kind.TEXT, "DIR", "Directory for the data of its own Redis; default ~/.local/share/baton."),
    HANDLERS(Kind.TEXT, "DIR", "Do the work by the JARs in DIR that provide dev.baton.worker.JobHandlers."),
    EXEC(Kind.TEXT, "COMMAND", "Do the work by a command: payload on stdin; {type} stands for the job type."),
    HTTP(Kind.TEXT, "URL", "Do the work by POST to a URL: the payload is the body."),
    HTTP_TIMEOUT(Kind.TEXT, "TIME", "Longest wait for an answer to --http; default 5m."),
    ECHO(Kind.FLAG, "", "Do no work: each job is done, and its payload is its result. For trying out."),
    TIMEOUT(Kind.TEXT, "TIME", "Longest run of a job that has no time-out of its own; default none."),
    CONCURRENCY(Kind.TEXT, "N", "Handlers running at once over all queues, 1 to 10000; default 16."),
    THREADS(Kind.TEXT, "KIND", "How handlers run: auto, virtual (Java 21 and later) or pool; default auto."),
    GRACE(Kind.TEXT, "TIME", "How long a stop waits for running handlers; default 10s."),
    HEARTBEAT(Kind.TEXT, "TIME", "How often the worker proves that it lives, 100ms to 1h; default 3s."),
    EXPIRY(Kind.TEXT, "TIME", "After what silence its jobs go to others, at least three heartbeats; default 9s."),
    MAX_CRASHES(Kind.TEXT, "N", "Crashed attempts after which a job is buried, 1 to 100; default 3."),
    REPORT(Kind.TEXT_OR_NOTHING, "TIME", "Log a line of throughput and latency each TIME, 1s to 1h; 10s if not given."),
    ALLOW_EVICTION(Kind.FLAG, "", "Work on a Redis that may evict keys, which can lose jobs."),
    DEBUG(Kind.FLAG, "", "Log more, and print the stack trace of a failure.");

    /** How a setting is written. */
    enum Kind {
        TEXT,
        /** As an option it may stand alone: see {@link Setting#WHEN_ALONE}. */
        TEXT_OR_NOTHING,
        LIST,
        FLAG
    }

    /** What a {@link Kind#TEXT_OR_NOTHING} option means when it stands alone. */
    static final String WHEN_ALONE = "10s";

    private final Kind kind;
    private final String label;
    private final String description;

    Setting(Kind kind, String label, String description) {
        this.kind = kind;
        this.label = label;
        this.description = description;
    }

    Kind kind() {
        return kind;
    }

    String label() {
        return label;
    }

    String description() {
        return description;
    }

    /** Its key in the settings file: {@code max-crashes}. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code --max-crashes}. */
    String option() {
        return "--" + key();
    }

    /** {@code BATON_MAX_CRASHES}. */
    String variable() {
        return "BATON_" + name();
    }

    static Optional<Setting> ofKey(String key) {
        for (Setting setting : values()) {
            if (setting.key().equals(key)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }
}
