package dev.baton.model;

import java.time.Duration;

/**
 * How long finished jobs are kept, whichever bound comes first.
 *
 * @param age done and cancelled jobs; 1 s to 3,650 days, default 24 h
 * @param count most done jobs kept a queue, and most cancelled ones; 0 to 10 million, default 100,000
 * @param bytes most bytes of records and results of done jobs kept a queue; default 64 MiB
 * @param deadAge dead jobs; default 30 days. Each one purged is counted ({@code dead-purged}) and logged
 */
public record Retention(Duration age, int count, long bytes, Duration deadAge) {
    public static final Retention DEFAULT =
            new Retention(Duration.ofHours(24), 100_000, 64L << 20, Duration.ofDays(30));

    public Retention {
        Durations.requireLength("retention age", age);
        Durations.requireLength("retention age of dead jobs", deadAge);
        if (count < 0 || count > 10_000_000) {
            throw new IllegalArgumentException("The retention count " + count + " is not allowed: use 0 to 10000000");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("The retention bytes " + bytes + " are not allowed: use 0 or more");
        }
    }
}
