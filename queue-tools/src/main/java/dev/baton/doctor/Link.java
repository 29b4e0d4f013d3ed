package dev.baton.doctor;

import dev.baton.model.Printable;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.protocol.RedisProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The one connection of an examination. A character of its texts is a byte of Redis, whatever it means. Repeats nothing by
 * itself, so that no repair is made twice.
 */
final class Link implements AutoCloseable {
    private final Address address;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final Map<Script, String> digests = new EnumMap<>(Script.class);

    private Link(Address address, RedisClient client, StatefulRedisConnection<String, String> connection) {
        this.address = address;
        this.client = client;
        this.connection = connection;
    }

    /** @throws ExaminationException if nobody answers there, or refuses */
    static Link open(Address address) {
        RedisClient client = RedisClient.create();
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .protocolVersion(ProtocolVersion.RESP2)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled())
                .build());
        try {
            return new Link(
                    address, client, client.connect(new StringCodec(StandardCharsets.ISO_8859_1), address.uri()));
        } catch (RuntimeException e) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            throw new ExaminationException(whyNotConnected(address, e), e);
        }
    }

    String address() {
        return address.display();
    }

    /** Asks, and says in one sentence what went wrong. */
    <T> T ask(Function<RedisCommands<String, String>, T> question) {
        try {
            return question.apply(connection.sync());
        } catch (RedisCommandExecutionException e) {
            throw new ExaminationException(
                    "Redis at " + address.display()
                            + " refused to answer: grant the user the right to read all keys baton:* and"
                            + " to run scripts (Redis said: " + said(e) + ")",
                    e);
        } catch (RedisException e) {
            throw new ExaminationException(
                    "Redis at " + address.display() + " gave no answer: look whether it is well, and ask again ("
                            + said(e) + ")",
                    e);
        }
    }

    /** Runs a script on a queue whose keys begin with {@code base}. */
    List<?> run(Script script, String base, List<String> arguments) {
        String[] keys = {base + "meta"};
        String[] values = arguments.toArray(String[]::new);
        Object answer = ask(redis -> {
            String digest = digests.computeIfAbsent(script, one -> redis.digest(one.text()));
            try {
                return redis.<Object>evalsha(digest, ScriptOutputType.MULTI, keys, values);
            } catch (RedisNoScriptException e) {
                return redis.<Object>eval(script.text(), ScriptOutputType.MULTI, keys, values);
            }
        });
        return answer instanceof List<?> list ? list : List.of(String.valueOf(answer));
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    private static String whyNotConnected(Address address, Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException refusal) {
                return "Redis at " + address.display()
                        + " refused the connection: give the right user and password in the address" + " (Redis said: "
                        + said(refusal) + ")";
            }
            if (cause instanceof RedisProtocolException) {
                return "What answers at " + address.display()
                        + " is no Redis: give the address of one, and rediss:// if it speaks" + " TLS";
            }
        }
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return "No Redis can be reached at " + address.display() + " (" + said(root)
                + "): start one there, or give another address";
    }

    private static String said(Throwable thrown) {
        String message = thrown.getMessage();
        return Printable.line(message == null ? thrown.getClass().getSimpleName() : message, 300);
    }
}
