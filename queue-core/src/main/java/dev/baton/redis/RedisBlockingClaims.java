package dev.baton.redis;

import dev.baton.store.BlockingClaims;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Lane;
import dev.baton.store.StoreException;
import io.lettuce.core.LMoveArgs;
import io.lettuce.core.UnblockType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The idle way of claiming. One flush carries CLIENT ID, BLMOVE and the claim that registers what BLMOVE brought; Redis
 * answers the first at once and the other two together. CLIENT ID goes along every time because a reconnect changes it,
 * and an UNBLOCK of somebody else's connection would be a strange bug to find.
 */
final class RedisBlockingClaims implements BlockingClaims {
    private static final Duration MARGIN = Duration.ofSeconds(10);
    private static final Duration UNBLOCK_PAUSE = Duration.ofMillis(20);
    private static final double MILLIS = 1_000.0;

    private final Lane lane;
    private final Desk desk;
    private final Claims claims;
    private final Connections connections;
    private final Line<StatefulRedisConnection<byte[], byte[]>> line;
    private @Nullable Wait waiting;
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> prepared;
    private boolean closed;

    RedisBlockingClaims(Lane lane, Desk desk, Claims claims, Connections connections) {
        this.lane = lane;
        this.desk = desk;
        this.claims = claims;
        this.connections = connections;
        this.line = connections.commands(desk.keys(lane.queue()).slot());
    }

    @Override
    public CompletableFuture<ClaimAnswer> await(Duration block, ClaimRequest request) {
        if (block.compareTo(Duration.ofMillis(1)) < 0) {
            // BLMOVE takes 0 for "for ever", which no watchdog would survive.
            throw new IllegalArgumentException("A wait of " + block + " is not allowed: use 1 ms or more");
        }
        Wait wait = new Wait(claims.completeAndClaim(lane, List.of(), request), block, request);
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(connections.closedException());
            }
            if (waiting != null) {
                throw new IllegalStateException("One wait at a time: " + lane + " waits already");
            }
            waiting = wait;
        }
        line.connection().whenComplete((connection, unopened) -> {
            if (unopened != null) {
                wait.fail(connections.errors().ofConnect(unopened));
            } else {
                wait.start(connection);
            }
        });
        return wait.result;
    }

    @Override
    public void unblock() {
        Wait present;
        synchronized (this) {
            present = waiting;
        }
        if (present != null) {
            present.client.thenAccept(present::unblock);
        }
    }

    @Override
    public void reset() {
        line.reset();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        connections.end(line);
    }

    private synchronized void forget(Wait wait) {
        if (waiting == wait) {
            waiting = null;
        }
    }

    /** SCRIPT LOAD on a connection's first use, so that the claim behind a long wait is not met by NOSCRIPT. */
    private void makeKnown(StatefulRedisConnection<byte[], byte[]> connection, LuaScript script) {
        if (prepared != connection) {
            prepared = connection;
            connection.async().scriptLoad(script.source());
        }
    }

    /** One wait: its three answers become one. */
    private final class Wait {
        private final ScriptCall call;
        private final Duration block;
        private final ClaimRequest request;
        /** CLIENT ID of the connection, once BLMOVE is on its way. */
        private final CompletableFuture<Long> client = new CompletableFuture<>();

        private final CompletableFuture<ClaimAnswer> result = new CompletableFuture<>();

        Wait(ScriptCall call, Duration block, ClaimRequest request) {
            this.call = call;
            this.block = block;
            this.request = request;
        }

        void start(StatefulRedisConnection<byte[], byte[]> connection) {
            try {
                connection.setTimeout(block.plus(MARGIN));
                Keys keys = desk.keys(lane.queue());
                RedisAsyncCommands<byte[], byte[]> commands = connection.async();
                makeKnown(connection, call.script());
                commands.clientId().thenAccept(client::complete);
                CompletionStage<byte[]> moved = commands.blmove(
                        keys.pending(), keys.hand(lane), LMoveArgs.Builder.rightLeft(), block.toMillis() / MILLIS);
                CompletionStage<List<Object>> claimed = Caller.run(connection, call);
                CompletableFuture<@Nullable Throwable> unmoved = new CompletableFuture<>();
                moved.whenComplete((id, error) -> unmoved.complete(error));
                claimed.whenComplete(
                        (raw, error) -> unmoved.thenAccept(notMoved -> finish(connection, raw, error, notMoved)));
            } catch (RuntimeException | Error e) {
                fail(connection, e);
            }
        }

        private void finish(
                StatefulRedisConnection<byte[], byte[]> connection,
                @Nullable List<Object> raw,
                @Nullable Throwable error,
                @Nullable Throwable notMoved) {
            if (error != null || raw == null) {
                fail(connection, error == null ? Answers.mismatch("no answer") : error);
                return;
            }
            ClaimAnswer answer;
            try {
                answer = claims.readCompleteAndClaim(new Answers(raw), lane, List.of(), request);
            } catch (RuntimeException e) {
                fail(connection, e instanceof StoreException ? e : Answers.mismatch(e.toString()));
                return;
            }
            // UNBLOCKED: a role changed; it is as if the time were over. Any other refusal of BLMOVE (a full Redis, a
            // missing right) came at once: told as an error, it makes the caller back off instead of asking in a
            // circle.
            if (notMoved != null && answer.claims().isEmpty() && !"UNBLOCKED".equals(ErrorKinds.code(notMoved))) {
                fail(connection, notMoved);
                return;
            }
            forget(this);
            result.complete(answer);
        }

        private void fail(StatefulRedisConnection<byte[], byte[]> connection, Throwable error) {
            line.drop(connection);
            fail(connections.errors().ofCall(error, "wait for a job and " + call.what()));
        }

        void fail(StoreException error) {
            forget(this);
            result.completeExceptionally(connections.told(error));
        }

        /** Answers 0 while BLMOVE has not been read yet, though CLIENT ID before it was; so it asks until it is over. */
        void unblock(long id) {
            if (result.isDone()) {
                return;
            }
            connections
                    .shared(desk.keys(lane.queue()).slot())
                    .thenCompose(connection -> connection.async().clientUnblock(id, UnblockType.TIMEOUT))
                    .whenComplete((unblocked, error) -> {
                        if (error != null || unblocked == 0) {
                            connections.later(() -> unblock(id), UNBLOCK_PAUSE);
                        }
                    });
        }
    }
}
