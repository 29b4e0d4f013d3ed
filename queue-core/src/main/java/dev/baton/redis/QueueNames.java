package dev.baton.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes the names of queues into their set, once a process and again after a reconnect: the set lives in another slot
 * than any queue, so no script can keep it, and behind a reconnect may be a Redis that has lost it.
 */
final class QueueNames {
    private static final CompletableFuture<Void> WRITTEN = CompletableFuture.completedFuture(null);

    private final Caller caller;
    private final Incidents incidents;
    private final ConcurrentHashMap<String, Long> written = new ConcurrentHashMap<>();

    QueueNames(Caller caller, Incidents incidents) {
        this.caller = caller;
        this.incidents = incidents;
    }

    CompletableFuture<Void> announce(String queue) {
        long present = incidents.reconnects();
        Long before = written.get(queue);
        if (before != null && before == present) {
            return WRITTEN;
        }
        return caller.untilAnswered(
                Keys.SLOT_OF_QUEUES,
                "write the name of queue \"" + queue + "\"",
                commands -> commands.sadd(Keys.QUEUES, queue.getBytes(US_ASCII)),
                added -> {
                    written.put(queue, present);
                    return null;
                });
    }

    /** The same for those who must go on though Redis is full: workers empty it. */
    CompletableFuture<Void> announceIfThereIsRoom(String queue) {
        return announce(queue).handle((done, error) -> {
            if (error != null
                    && !(ErrorKinds.unwrap(error) instanceof StoreException known && known.kind() == Kind.FULL)) {
                throw ErrorKinds.rethrown(error);
            }
            return null;
        });
    }
}
