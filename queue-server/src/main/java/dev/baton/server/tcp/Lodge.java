package dev.baton.server.tcp;

import dev.baton.server.Gateway;
import dev.baton.server.access.Access;
import dev.baton.server.access.Caller;
import dev.baton.server.access.RateLimit;
import dev.baton.server.figures.Recent;
import org.jspecify.annotations.Nullable;

/** What all conversations of a door share: who is known, how much each may ask, and how long answers took. Thread-safe. */
final class Lodge {
    private final Access access;
    private final RateLimit perCaller;
    private final RateLimit perAddress;
    private final Recent times;

    Lodge(Gateway gateway, TcpSettings settings) {
        access = gateway.access();
        times = gateway.requests();
        perCaller = RateLimit.perSecond(settings.perSecond());
        perAddress = RateLimit.perSecond(settings.perSecond());
    }

    Access access() {
        return access;
    }

    Recent times() {
        return times;
    }

    /** Seconds until this client may ask again; 0 if it may now. */
    long secondsToWait(String address, @Nullable Caller caller) {
        long seconds = perAddress.take(address);
        return seconds > 0 || caller == null ? seconds : perCaller.take(caller.name());
    }
}
