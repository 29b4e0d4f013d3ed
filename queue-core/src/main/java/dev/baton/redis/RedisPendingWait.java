package dev.baton.redis;

import dev.baton.store.LeaseStore.PendingWait;
import dev.baton.store.StoreException;
import io.lettuce.core.LMoveArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Waits by a BLMOVE from the front of the pending list to that same front: it ends as soon as there is something, and leaves
 * everything where it was. So nothing can be lost with its answer, and a copy of it does no harm; workers that wait behind it
 * get the job at once.
 */
final class RedisPendingWait implements PendingWait {
    private static final Duration MARGIN = Duration.ofSeconds(10);
    private static final double MILLIS = 1_000.0;

    private final String queue;
    private final Keys keys;
    private final Connections connections;
    private final Line<StatefulRedisConnection<byte[], byte[]>> line;
    private boolean waiting;
    private boolean closed;

    RedisPendingWait(String queue, Keys keys, Connections connections) {
        this.queue = queue;
        this.keys = keys;
        this.connections = connections;
        this.line = connections.commands(keys.slot());
    }

    @Override
    public CompletableFuture<Void> await(Duration block) {
        if (block.toMillis() < 1) {
            // BLMOVE takes 0 for "for ever", which no watchdog would survive.
            throw new IllegalArgumentException("A wait of " + block + " is not allowed: use 1 ms or more");
        }
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(connections.closedException());
            }
            if (waiting) {
                throw new IllegalStateException("One wait at a time: queue " + queue + " is waited for already");
            }
            waiting = true;
        }
        CompletableFuture<Void> result = new CompletableFuture<>();
        line.connection().whenComplete((connection, unopened) -> {
            if (unopened != null) {
                fail(result, connections.errors().ofConnect(unopened));
            } else {
                send(connection, block, result);
            }
        });
        return result;
    }

    private void send(
            StatefulRedisConnection<byte[], byte[]> connection, Duration block, CompletableFuture<Void> result) {
        try {
            connection.setTimeout(block.plus(MARGIN));
            connection
                    .async()
                    .blmove(keys.pending(), keys.pending(), LMoveArgs.Builder.rightRight(), block.toMillis() / MILLIS)
                    .whenComplete((front, error) -> {
                        // UNBLOCKED: a role changed; it is as if the time were over.
                        if (error == null || "UNBLOCKED".equals(ErrorKinds.code(error))) {
                            over();
                            result.complete(null);
                        } else {
                            fail(connection, result, error);
                        }
                    });
        } catch (RuntimeException | Error e) {
            fail(connection, result, e);
        }
    }

    private void fail(
            StatefulRedisConnection<byte[], byte[]> connection, CompletableFuture<Void> result, Throwable error) {
        line.drop(connection);
        fail(result, connections.errors().ofCall(error, "wait for a job in queue \"" + queue + "\""));
    }

    private void fail(CompletableFuture<Void> result, StoreException error) {
        over();
        result.completeExceptionally(connections.told(error));
    }

    private synchronized void over() {
        waiting = false;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        connections.end(line);
    }
}
