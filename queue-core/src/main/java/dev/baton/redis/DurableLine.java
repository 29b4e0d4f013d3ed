package dev.baton.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baton.model.Durability;
import dev.baton.model.Durability.Reached;
import dev.baton.store.DurableAnswer;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The private connection of durable enqueues: WAIT and WAITAOF cover what their own connection has written, and hold it up
 * until they are answered. One flight at a time carries what has gathered meanwhile for the same durability, so that many
 * callers share one wait, as they would share a disk write.
 *
 * <p>A flight is the scripts, each of which writes something even if all its jobs are known, and behind them the wait. Were
 * the socket to be replaced in between, the wait would cover nothing and answer at once: so a flight begins by giving its
 * socket a name, which a new one does not have, and ends by asking for it. Thread-safe.
 */
final class DurableLine {
    private static final String NAME = "baton-durable";
    private static final int MOST_CALLS = 64;
    private static final long ENABLED = 1;

    /** The driver knows no WAITAOF. */
    private static final ProtocolKeyword WAITAOF = () -> "WAITAOF".getBytes(US_ASCII);

    private final Line<StatefulRedisConnection<byte[], byte[]>> line;
    private final Connections connections;
    private final QueueNames names;
    private final Duration patience;
    private final Deque<Request> waiting = new ArrayDeque<>();
    private boolean flying;

    /** @param patience how long a call may wait to be sent, and the driver for an answer beyond the wait itself */
    DurableLine(
            Line<StatefulRedisConnection<byte[], byte[]>> line,
            Connections connections,
            QueueNames names,
            Duration patience) {
        this.line = line;
        this.connections = connections;
        this.names = names;
        this.patience = patience;
    }

    /** One call waiting for its flight. */
    private record Request(
            String queue,
            ScriptCall call,
            Durability durability,
            Function<Answers, List<EnqueueAnswer>> reader,
            long bornNanos,
            CompletableFuture<DurableAnswer> answer) {}

    /** Sent once; whoever repeats it repeats the script and the wait together. */
    CompletableFuture<DurableAnswer> enqueue(
            String queue, ScriptCall call, Durability durability, Function<Answers, List<EnqueueAnswer>> reader) {
        Request request = new Request(queue, call, durability, reader, System.nanoTime(), new CompletableFuture<>());
        synchronized (this) {
            waiting.add(request);
        }
        next();
        return request.answer();
    }

    private void next() {
        List<Request> stale = new ArrayList<>();
        List<Request> flight;
        synchronized (this) {
            flight = flying ? List.of() : gather(stale);
            flying |= !flight.isEmpty();
        }
        stale.forEach(request -> request.answer()
                .completeExceptionally(new StoreException(
                        Kind.NOT_READY,
                        "Waited " + patience + " behind other durable enqueues, and nothing was sent of: "
                                + request.call().what())));
        if (!flight.isEmpty()) {
            line.connection().whenComplete((connection, unopened) -> {
                if (unopened != null) {
                    land(flight, connections.errors().ofConnect(unopened));
                } else {
                    fly(connection, flight);
                }
            });
        }
    }

    /** What waits for the same durability as the foremost. */
    private List<Request> gather(List<Request> stale) {
        List<Request> flight = new ArrayList<>();
        for (Iterator<Request> all = waiting.iterator(); all.hasNext() && flight.size() < MOST_CALLS; ) {
            Request request = all.next();
            if (System.nanoTime() - request.bornNanos() > patience.toNanos()) {
                stale.add(request);
                all.remove();
            } else if (flight.isEmpty() || flight.get(0).durability().equals(request.durability())) {
                flight.add(request);
                all.remove();
            }
        }
        return flight;
    }

    private void fly(StatefulRedisConnection<byte[], byte[]> connection, List<Request> flight) {
        CompletableFuture<Void> sendable;
        try {
            connection.setTimeout(flight.get(0).durability().patience().plus(patience));
            sendable = requireFit(connection, flight.get(0).durability())
                    .thenCompose(fits -> CompletableFuture.allOf(flight.stream()
                            .map(request -> names.announce(request.queue()))
                            .toArray(CompletableFuture<?>[]::new)));
        } catch (RuntimeException | Error e) {
            sendable = CompletableFuture.failedFuture(e);
        }
        sendable.whenComplete((ready, unready) -> {
            if (unready != null) {
                landBadly(connection, flight, unready);
                return;
            }
            try {
                send(connection, flight);
            } catch (RuntimeException | Error e) {
                landBadly(connection, flight, e);
            }
        });
    }

    /** Asked of this very connection each time, for both a configuration and a primary can change. */
    private CompletableFuture<Void> requireFit(
            StatefulRedisConnection<byte[], byte[]> connection, Durability durability) {
        if (!durability.isFsync()) {
            return CompletableFuture.completedFuture(null);
        }
        RedisAsyncCommands<byte[], byte[]> commands = connection.async();
        CompletionStage<String> server = commands.info("server");
        return server.thenCombine(commands.info("persistence"), (about, persistence) -> {
                    ServerFacts.requireFsync(about + "\n" + persistence, connections.address());
                    return (Void) null;
                })
                .toCompletableFuture();
    }

    private void send(StatefulRedisConnection<byte[], byte[]> connection, List<Request> flight) {
        RedisAsyncCommands<byte[], byte[]> commands = connection.async();
        CompletableFuture<?> named =
                commands.clientSetname(NAME.getBytes(US_ASCII)).toCompletableFuture();
        List<CompletableFuture<List<Object>>> scripts = new ArrayList<>();
        for (Request request : flight) {
            // With its source: NOSCRIPT would be known only when the wait behind it is over.
            scripts.add(commands.<List<Object>>eval(
                            request.call().script().source(),
                            io.lettuce.core.ScriptOutputType.MULTI,
                            request.call().keys(),
                            request.call().arguments())
                    .toCompletableFuture());
        }
        CompletableFuture<Reached> wait = wait(commands, flight.get(0).durability());
        CompletableFuture<byte[]> name = commands.clientGetname().toCompletableFuture();
        List<CompletableFuture<?>> all = new ArrayList<>(scripts);
        all.addAll(List.of(named, wait, name));
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).whenComplete((done, failed) -> {
            for (int i = 0; i < flight.size(); i++) {
                answer(connection, flight.get(i), scripts.get(i), wait, name);
            }
            landed();
        });
    }

    private static CompletableFuture<Reached> wait(RedisAsyncCommands<byte[], byte[]> commands, Durability durability) {
        long millis = durability.patience().toMillis();
        if (!durability.isFsync()) {
            return commands.waitForReplication(durability.replicas(), millis)
                    .thenApply(replicas -> new Reached(false, Math.toIntExact(replicas)))
                    .toCompletableFuture();
        }
        CommandArgs<byte[], byte[]> numbers = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .add(ENABLED)
                .add(durability.replicas())
                .add(millis);
        return commands.dispatch(WAITAOF, new ArrayOutput<>(ByteArrayCodec.INSTANCE), numbers)
                .thenApply(DurableLine::reached)
                .toCompletableFuture();
    }

    private static Reached reached(List<Object> localAndReplicas) {
        if (localAndReplicas.size() == 2
                && localAndReplicas.get(0) instanceof Long local
                && localAndReplicas.get(1) instanceof Long replicas) {
            return new Reached(local >= ENABLED, Math.toIntExact(replicas));
        }
        throw Answers.mismatch("WAITAOF answers " + localAndReplicas.size() + " elements");
    }

    private void answer(
            StatefulRedisConnection<byte[], byte[]> connection,
            Request request,
            CompletableFuture<List<Object>> script,
            CompletableFuture<Reached> wait,
            CompletableFuture<byte[]> name) {
        try {
            List<EnqueueAnswer> jobs = request.reader().apply(new Answers(script.join()));
            request.answer().complete(new DurableAnswer(jobs, proved(wait, name)));
        } catch (RuntimeException | Error e) {
            fail(connection, request, e);
        }
    }

    /** What the wait answered, if it was asked on the socket on which the scripts were sent. */
    private Reached proved(CompletableFuture<Reached> wait, CompletableFuture<byte[]> name) {
        @Nullable Throwable refusal = wait.isCompletedExceptionally() ? failure(wait) : null;
        if (refusal != null && ErrorKinds.code(refusal) != null) {
            throw unconfirmed(refusal.getMessage(), refusal);
        }
        Reached reached = wait.join();
        byte[] found = name.join();
        if (found == null || !Arrays.equals(found, NAME.getBytes(US_ASCII))) {
            throw unconfirmed("the connection was replaced meanwhile", null);
        }
        return reached;
    }

    private static @Nullable Throwable failure(CompletableFuture<?> failed) {
        return failed.handle((value, error) -> error == null ? null : ErrorKinds.unwrap(error))
                .join();
    }

    /** The jobs are there; that nobody can say how safely is the same to the caller as not to know. */
    private StoreException unconfirmed(@Nullable String why, @Nullable Throwable cause) {
        String words = "Redis at " + connections.address() + " has taken the jobs, and cannot say how safe they are ("
                + dev.baton.model.Printable.line(String.valueOf(why), 300) + "); ask again with the same ids";
        return cause == null
                ? new StoreException(Kind.UNKNOWN_EFFECT, words)
                : new StoreException(Kind.UNKNOWN_EFFECT, words, cause);
    }

    private void landBadly(StatefulRedisConnection<byte[], byte[]> connection, List<Request> flight, Throwable thrown) {
        flight.forEach(request -> fail(connection, request, thrown));
        landed();
    }

    private void land(List<Request> flight, StoreException why) {
        flight.forEach(request -> request.answer().completeExceptionally(connections.told(why)));
        landed();
    }

    private void fail(StatefulRedisConnection<byte[], byte[]> connection, Request request, Throwable thrown) {
        Throwable error = ErrorKinds.unwrap(thrown);
        if (connections.errors().spoilsConnection(error)) {
            line.drop(connection);
        }
        request.answer()
                .completeExceptionally(connections.told(
                        connections.errors().ofCall(error, request.call().what())));
    }

    private void landed() {
        synchronized (this) {
            flying = false;
        }
        next();
    }
}
