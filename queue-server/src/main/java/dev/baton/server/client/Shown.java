package dev.baton.server.client;

import dev.baton.model.Printable;

/** Answers as a person sees them. */
final class Shown {
    /** What the door says when it was asked to hang up. */
    static final String GOODBYE = "BYE";

    private static final int LONGEST = 4 << 20;

    private Shown() {}

    /** Nothing that was enqueued by a stranger may draw on this terminal. */
    static String line(String answer) {
        return Printable.line(answer, LONGEST);
    }
}
