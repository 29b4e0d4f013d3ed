package dev.baton.redis;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/** Hears both channels of a queue. */
final class Messages implements AutoCloseable {
    private static final String WAKE = "baton:{q}:wake";
    private static final String FULL_STOP = "full stop";

    private final StatefulRedisPubSubConnection<String, String> connection;
    private final RedisCommands<String, String> raw;
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

    Messages(StatefulRedisPubSubConnection<String, String> connection, RedisCommands<String, String> raw) {
        this.connection = connection;
        this.raw = raw;
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                heard.add(channel.substring(channel.lastIndexOf(':') + 1) + " " + message);
            }
        });
        connection.sync().subscribe(WAKE, "baton:{q}:finished");
    }

    /** Everything published since the last call: what Redis was asked to publish afterwards has arrived too. */
    List<String> sofar() {
        raw.publish(WAKE, FULL_STOP);
        List<String> messages = new ArrayList<>();
        try {
            while (true) {
                String message = heard.poll(20, SECONDS);
                if (message == null) {
                    throw new AssertionError("a message is missing");
                }
                if (message.endsWith(FULL_STOP)) {
                    return messages;
                }
                messages.add(message);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
