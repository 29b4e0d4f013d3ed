package dev.baton.server.load;

import dev.baton.server.tls.ClientTls;
import dev.baton.worker.program.HostPort;
import java.time.Duration;
import java.util.Optional;

/**
 * What a crowd shall do.
 *
 * @param way how it reaches the queue
 * @param door where the door is, if it goes through one
 * @param redis the URI, of the library; empty for a Redis that is started for this
 * @param clients at once
 * @param jobs most jobs in all
 * @param length no job begins later
 * @param perSecond jobs to begin a second; 0 for as many as there can be
 * @param patience how long nothing may happen before the rest is given up
 * @param queue a queue that nobody else uses
 * @param key what to show at the door
 * @param tls whom to trust at the door; empty for plain connections
 */
record LoadPlan(
        Way way,
        HostPort door,
        Optional<String> redis,
        int clients,
        int jobs,
        Duration length,
        int perSecond,
        Duration patience,
        String queue,
        Optional<String> key,
        Optional<ClientTls> tls) {}
