package dev.baton;

import java.time.Duration;

/** Lengths of time as people say them. */
final class Lengths {
    private Lengths() {}

    static String text(Duration length) {
        return length.toMillisPart() == 0 ? length.toSeconds() + " s" : length.toMillis() + " ms";
    }
}
