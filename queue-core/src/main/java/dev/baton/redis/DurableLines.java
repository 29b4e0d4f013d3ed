package dev.baton.redis;

import dev.baton.model.Durability;
import dev.baton.store.DurableAnswer;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.StoreException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The private connections of durable enqueues: one to each server that owns a queue of theirs. */
final class DurableLines {
    private final Connections connections;
    private final QueueNames names;
    private final Duration patience;
    private final ConcurrentHashMap<Line<StatefulRedisConnection<byte[], byte[]>>, DurableLine> known =
            new ConcurrentHashMap<>();

    /** @param patience how long a call may wait to be sent, and the driver for an answer beyond the wait itself */
    DurableLines(Connections connections, QueueNames names, Duration patience) {
        this.connections = connections;
        this.names = names;
        this.patience = patience;
    }

    /** Sent once, to whoever owns the queue now; whoever repeats it repeats the script and the wait together. */
    CompletableFuture<DurableAnswer> enqueue(
            String queue, ScriptCall call, Durability durability, Function<Answers, List<EnqueueAnswer>> reader) {
        try {
            return known.computeIfAbsent(
                            connections.durable().to(call.slot()),
                            line -> new DurableLine(line, connections, names, patience))
                    .enqueue(queue, call, durability, reader);
        } catch (StoreException nobody) {
            return CompletableFuture.failedFuture(connections.told(nobody));
        }
    }
}
