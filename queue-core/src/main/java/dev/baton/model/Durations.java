package dev.baton.model;

import java.time.Duration;

/** Checks lengths of time where they enter, with the sentence that the caller reads. */
public final class Durations {
    private Durations() {}

    /** @throws IllegalArgumentException unless 0 ≤ {@code value} ≤ 3,650 days */
    public static Duration requireDelay(String what, Duration value) {
        if (value.isNegative() || value.compareTo(Limits.LONGEST) > 0) {
            throw outOfRange(what, value, "0 s");
        }
        return value;
    }

    /** @throws IllegalArgumentException unless 1 ms ≤ {@code value} ≤ 3,650 days */
    public static Duration requireLength(String what, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Limits.LONGEST) > 0) {
            throw outOfRange(what, value, "1 ms");
        }
        return value;
    }

    private static IllegalArgumentException outOfRange(String what, Duration value, String least) {
        return new IllegalArgumentException(
                "The " + what + " " + value + " is not allowed: use " + least + " to 3650 days");
    }
}
