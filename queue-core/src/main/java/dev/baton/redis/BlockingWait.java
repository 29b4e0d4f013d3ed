package dev.baton.redis;

import dev.baton.store.StoreException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A connection of its own for commands that wait in Redis and move nothing, one after another. */
final class BlockingWait implements AutoCloseable {
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final String what;
    private final Connections connections;
    private final Line<StatefulRedisConnection<byte[], byte[]>> line;
    private boolean waiting;
    private boolean closed;

    /** @param what for messages: what is waited for, and where */
    BlockingWait(String what, Keys keys, Connections connections) {
        this.what = what;
        this.connections = connections;
        this.line = connections.commands(keys.slot());
    }

    /**
     * Completes when the command has been answered, whatever the answer is.
     *
     * @param block for how long the command waits
     */
    CompletableFuture<Void> await(
            Duration block, Function<RedisAsyncCommands<byte[], byte[]>, CompletionStage<?>> command) {
        if (block.toMillis() < 1) {
            // Redis takes 0 for "for ever", which no watchdog would survive.
            throw new IllegalArgumentException("A wait of " + block + " is not allowed: use 1 ms or more");
        }
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(connections.closedException());
            }
            if (waiting) {
                throw new IllegalStateException("One wait at a time: there is one for " + what + " already");
            }
            waiting = true;
        }
        CompletableFuture<Void> result = new CompletableFuture<>();
        line.connection().whenComplete((connection, unopened) -> {
            if (unopened != null) {
                fail(result, connections.errors().ofConnect(unopened));
            } else {
                send(connection, block, command, result);
            }
        });
        return result;
    }

    private void send(
            StatefulRedisConnection<byte[], byte[]> connection,
            Duration block,
            Function<RedisAsyncCommands<byte[], byte[]>, CompletionStage<?>> command,
            CompletableFuture<Void> result) {
        try {
            connection.setTimeout(block.plus(MARGIN));
            command.apply(connection.async()).whenComplete((answer, error) -> {
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
        fail(result, connections.errors().ofCall(error, "wait for " + what));
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
