package dev.baton.redis;

import dev.baton.store.StoreException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Carries questions to the server that owns their keys: once, or until they are answered. */
final class Caller {
    private final Lines lines;
    private final Connections connections;
    private final Repeats repeats;
    private final SentSources sources;

    Caller(Lines lines, Connections connections, Repeats repeats, Incidents incidents) {
        this.lines = lines;
        this.connections = connections;
        this.repeats = repeats;
        this.sources = new SentSources(incidents);
    }

    /** For claims, which are never sent twice. */
    <T> CompletableFuture<T> once(ScriptCall call, Function<Answers, T> reader) {
        return ask(
                call.slot(),
                call.what(),
                connection -> sources.call(
                        connection, call.script(), () -> withSource(connection, call), () -> run(connection, call)),
                raw -> reader.apply(new Answers(raw)));
    }

    /** For everything whose second copy changes nothing. */
    <T> CompletableFuture<T> untilAnswered(ScriptCall call, Function<Answers, T> reader) {
        return repeats.untilAnswered(() -> once(call, reader));
    }

    /** A plain command that may be repeated, on keys of one slot. */
    <A, T> CompletableFuture<T> untilAnswered(
            int slot,
            String what,
            Function<RedisAsyncCommands<byte[], byte[]>, CompletionStage<A>> command,
            Function<A, T> reader) {
        return repeats.untilAnswered(() -> ask(slot, what, connection -> command.apply(connection.async()), reader));
    }

    private <A, T> CompletableFuture<T> ask(
            int slot,
            String what,
            Function<StatefulRedisConnection<byte[], byte[]>, CompletionStage<A>> question,
            Function<A, T> reader) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Line<StatefulRedisConnection<byte[], byte[]>> line;
        try {
            line = lines.to(slot);
        } catch (StoreException nobody) {
            result.completeExceptionally(connections.told(nobody));
            return result;
        }
        line.connection().whenComplete((connection, unopened) -> {
            if (unopened != null) {
                result.completeExceptionally(
                        connections.told(connections.errors().ofConnect(unopened)));
                return;
            }
            try {
                question.apply(connection).whenComplete((answer, error) -> {
                    if (error != null) {
                        result.completeExceptionally(failed(line, connection, error, what));
                        return;
                    }
                    try {
                        result.complete(reader.apply(answer));
                    } catch (StoreException e) {
                        result.completeExceptionally(failed(line, connection, e, what));
                    } catch (RuntimeException | Error e) {
                        result.completeExceptionally(failed(line, connection, Answers.mismatch(e.toString()), what));
                    }
                });
            } catch (RuntimeException | Error e) {
                // The question may stand half-written in the connection.
                result.completeExceptionally(failed(line, connection, e, what));
            }
        });
        return result;
    }

    /**
     * EVALSHA, and EVAL with the same arguments where Redis does not know the script: after a restart, a failover or a
     * SCRIPT FLUSH. NOSCRIPT proves that nothing was executed, so this is no repeat.
     */
    static CompletionStage<List<Object>> run(StatefulRedisConnection<byte[], byte[]> connection, ScriptCall call) {
        RedisAsyncCommands<byte[], byte[]> commands = connection.async();
        CompletionStage<List<Object>> first =
                commands.evalsha(call.script().digest(), ScriptOutputType.MULTI, call.keys(), call.arguments());
        return orElseWithSource(connection, call, first);
    }

    private static CompletionStage<List<Object>> withSource(
            StatefulRedisConnection<byte[], byte[]> connection, ScriptCall call) {
        return connection.async().eval(call.script().source(), ScriptOutputType.MULTI, call.keys(), call.arguments());
    }

    static CompletionStage<List<Object>> orElseWithSource(
            StatefulRedisConnection<byte[], byte[]> connection,
            ScriptCall call,
            CompletionStage<List<Object>> byDigest) {
        CompletableFuture<List<Object>> answer = new CompletableFuture<>();
        byDigest.whenComplete((raw, error) -> {
            if (error == null) {
                answer.complete(raw);
            } else if ("NOSCRIPT".equals(ErrorKinds.code(error))) {
                withSource(connection, call).whenComplete((again, failure) -> {
                    if (failure == null) {
                        answer.complete(again);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
            } else {
                answer.completeExceptionally(error);
            }
        });
        return answer;
    }

    private StoreException failed(
            Line<StatefulRedisConnection<byte[], byte[]>> line,
            StatefulRedisConnection<byte[], byte[]> connection,
            Throwable error,
            String what) {
        if (connections.errors().spoilsConnection(error)) {
            line.drop(connection);
        }
        return connections.told(connections.errors().ofCall(error, what));
    }
}
