package dev.baton.server.access;

import java.util.Locale;

/** What a caller may do. Roles do not contain each other; a key may have several. */
public enum Role {
    /** Looks at queues and jobs. */
    VIEWER,
    /** Enqueues, and asks for the status and the result of single jobs. */
    PRODUCER,
    /** Claims jobs and ends its claims. */
    CONSUMER,
    /** Cancels, replays, deletes, pauses: whatever changes what others enqueued. Looks, too. */
    OPERATOR;

    /** As it is written in settings: in small letters. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
