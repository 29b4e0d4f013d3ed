package dev.baton.redis;

import dev.baton.model.Durability;
import dev.baton.store.DurableAnswer;
import dev.baton.store.EnqueueAnswer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The private connections of durable enqueues: one, or in a cluster one a slot that is used, since slots move. */
final class DurableLines {
    private final Connections connections;
    private final QueueNames names;
    private final Duration patience;
    private final ConcurrentHashMap<Integer, DurableLine> bySlot = new ConcurrentHashMap<>();

    /** @param patience how long a call may wait to be sent, and the driver for an answer beyond the wait itself */
    DurableLines(Connections connections, QueueNames names, Duration patience) {
        this.connections = connections;
        this.names = names;
        this.patience = patience;
    }

    /** Sent once; whoever repeats it repeats the script and the wait together. */
    CompletableFuture<DurableAnswer> enqueue(
            String queue, ScriptCall call, Durability durability, Function<Answers, List<EnqueueAnswer>> reader) {
        return bySlot.computeIfAbsent(call.slot(), slot -> new DurableLine(slot, connections, names, patience))
                .enqueue(queue, call, durability, reader);
    }
}
