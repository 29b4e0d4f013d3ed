package dev.baton.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.store.Signal;
import dev.baton.store.Signals;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages from Redis. A channel is subscribed with its first listener and left with its last one; after a lost socket
 * the driver subscribes again, or, in a cluster, this does at another node; what fails before that is tried again here,
 * for ever and with jitter.
 */
final class RedisSignals implements Signals {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSignals.class);
    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    private static final String DUE = "due ";
    private static final String CHANGED = "changed";
    private static final String WAKE = ":wake";

    private final Desk desk;
    private final Connections connections;
    private final Executor telling;
    private final Line<StatefulRedisPubSubConnection<byte[], byte[]>> line;
    private final Map<String, List<Consumer<String>>> channels = new HashMap<>();
    private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> heard;

    /** @param telling runs listeners, one at a time, away from the network's threads */
    RedisSignals(Desk desk, Connections connections, Executor telling) {
        this.desk = desk;
        this.connections = connections;
        this.telling = telling;
        this.line = connections.messages(this::listenAnew);
    }

    @Override
    public Subscription onWake(String queue, Consumer<Signal> listener) {
        return subscribe(desk.keys(queue).wakeChannel(), message -> {
            Signal signal = wake(queue, message);
            if (signal != null) {
                listener.accept(signal);
            }
        });
    }

    @Override
    public Subscription onFinished(String queue, Consumer<Signal.Finished> listener) {
        return subscribe(
                desk.keys(queue).finishedChannel(), message -> listener.accept(new Signal.Finished(queue, message)));
    }

    /** Null for a word of a later release. */
    private static @Nullable Signal wake(String queue, String message) {
        if (message.equals(CHANGED)) {
            return new Signal.Changed(queue);
        }
        if (message.startsWith(DUE)) {
            try {
                return new Signal.Due(queue, Long.parseLong(message.substring(DUE.length())));
            } catch (NumberFormatException e) {
                LOG.debug("A message on the wake channel of queue {} cannot be read", queue, e);
            }
        }
        return null;
    }

    private Subscription subscribe(String channel, Consumer<String> listener) {
        boolean first;
        synchronized (channels) {
            List<Consumer<String>> listeners = channels.computeIfAbsent(channel, name -> new ArrayList<>());
            first = listeners.isEmpty();
            listeners.add(listener);
        }
        if (first) {
            listenTo(channel);
        }
        return () -> unsubscribe(channel, listener);
    }

    private void unsubscribe(String channel, Consumer<String> listener) {
        synchronized (channels) {
            List<Consumer<String>> listeners = channels.get(channel);
            if (listeners == null || !listeners.remove(listener) || !listeners.isEmpty()) {
                return;
            }
            channels.remove(channel);
        }
        line.connection()
                .thenAccept(connection -> connection.async().unsubscribe(channel.getBytes(US_ASCII)))
                .exceptionally(error -> null); // Then there is nothing to leave, or too much comes: nobody listens.
    }

    private void listenAnew() {
        List<String> lost;
        synchronized (channels) {
            lost = List.copyOf(channels.keySet());
        }
        // Not on the thread of the network that told of the loss.
        connections.later(() -> lost.forEach(this::listenTo), Duration.ofMillis(1));
    }

    private void listenTo(String channel) {
        if (!isWanted(channel)) {
            return;
        }
        line.connection()
                .thenCompose(connection -> {
                    hear(connection);
                    return connection.async().subscribe(channel.getBytes(US_ASCII));
                })
                .exceptionally(error -> {
                    LOG.debug("Subscribing to {} failed; it will be tried again", channel, error);
                    connections.later(
                            () -> listenTo(channel),
                            Duration.ofMillis(ThreadLocalRandom.current().nextLong(1, LONGEST_PAUSE_MILLIS)));
                    return null;
                });
    }

    private boolean isWanted(String channel) {
        synchronized (channels) {
            return channels.containsKey(channel);
        }
    }

    private void hear(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
        synchronized (channels) {
            if (heard == connection) {
                return;
            }
            heard = connection;
        }
        connection.addListener(new RedisPubSubAdapter<>() {
            /** Now, or again after a lost socket: whatever was said before was missed, so it is time to look. */
            @Override
            public void subscribed(byte[] channel, long count) {
                String name = new String(channel, US_ASCII);
                if (name.endsWith(WAKE)) {
                    telling.execute(() -> tell(name, CHANGED));
                }
            }

            @Override
            public void message(byte[] channel, byte[] message) {
                String name = new String(channel, US_ASCII);
                String text = new String(message, UTF_8);
                telling.execute(() -> tell(name, text));
            }
        });
    }

    private void tell(String channel, String message) {
        List<Consumer<String>> listeners;
        synchronized (channels) {
            listeners = List.copyOf(channels.getOrDefault(channel, List.of()));
        }
        for (Consumer<String> listener : listeners) {
            try {
                listener.accept(message);
            } catch (RuntimeException e) {
                LOG.warn("A listener of {} failed; the others are told all the same", channel, e);
            }
        }
    }
}
