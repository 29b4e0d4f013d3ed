package dev.baton.server.load;

import java.util.Locale;

/** How a crowd reaches the queue. */
enum Way {
    /** The Java library: enqueues, and a worker in the same process. */
    LIBRARY,
    /** The HTTP door. */
    REST,
    /** The TCP door. */
    TCP;

    /** As a person writes it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
