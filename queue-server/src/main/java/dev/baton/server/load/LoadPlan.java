package dev.baton.server.load;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to do to a door.
 *
 * @param door where it is
 * @param clients connections at once
 * @param jobs most jobs in all
 * @param length no job begins later
 * @param perSecond jobs to begin a second; 0 for as many as there can be
 * @param queue a queue that nobody else uses
 * @param key what to show at the door; null for nothing
 */
record LoadPlan(
        InetSocketAddress door,
        int clients,
        int jobs,
        Duration length,
        int perSecond,
        String queue,
        @Nullable String key) {}
