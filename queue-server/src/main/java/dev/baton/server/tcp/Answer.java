package dev.baton.server.tcp;

import dev.baton.server.lending.LeaseToken;
import org.jspecify.annotations.Nullable;

/**
 * One line for the client.
 *
 * @param line without its end
 * @param lent the claim that goes out with it; null for none
 */
record Answer(String line, @Nullable LeaseToken lent) {
    static final Answer OK = of("OK");
    static final Answer EMPTY = of("EMPTY");

    static Answer of(String line) {
        return new Answer(line, null);
    }

    static Answer error(String why) {
        return of("ERR " + why);
    }
}
