package dev.baton.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The primary that Sentinel names. The driver asks whenever it connects, which is too seldom: a primary that is replaced
 * while it lives goes on taking writes that nobody will ever see, for about ten seconds, and breaks no connection
 * meanwhile. So each Sentinel of the address is listened to, and when one tells of another primary, somebody goes and
 * looks who it is.
 */
final class SentinelTopology extends OnePrimary {
    private static final Logger LOG = LoggerFactory.getLogger(SentinelTopology.class);

    /** Told by every Sentinel, once the failover is over. */
    private static final String SWITCHED = "+switch-master";
    /** Told by the Sentinel that leads the failover; sooner, where other replicas have to follow first. */
    private static final String PROMOTED = "+promoted-slave";

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);
    private static final long SHORTEST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 15_000;

    private final RedisURI uri;
    private final String display;
    private final RedisClient client;
    private final Consumer<ServerFacts> found;
    private final Looks looks;
    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();

    /**
     * @param options of short connections, which are not mended
     * @param found is given what each look finds, on a thread of the driver's
     */
    SentinelTopology(
            ServerAddress address, ClientResources resources, ClientOptions options, Consumer<ServerFacts> found) {
        super(address);
        this.uri = address.uri();
        this.display = address.display();
        this.client = RedisClient.create(resources);
        client.setOptions(options);
        this.found = found;
        this.looks = new Looks(resources, this::look);
    }

    @Override
    public void open() {
        uri.getSentinels().forEach(sentinel -> new Ear(sentinel).listen());
    }

    private CompletionStage<?> look() {
        return track(client.connectAsync(ByteArrayCodec.INSTANCE, uri)
                .toCompletableFuture()
                .thenCompose(
                        connection -> connection.async().info().whenComplete((info, error) -> connection.closeAsync()))
                .thenAccept(info -> {
                    ServerFacts facts = ServerFacts.read(info);
                    // Else this Sentinel has not heard yet; it will tell when it has.
                    if (!facts.isReplica()) {
                        found.accept(facts);
                    }
                })
                .exceptionally(error -> {
                    LOG.debug("The primary behind {} cannot be looked at", display, error);
                    return null;
                }));
    }

    /** What has begun must end before the driver's threads do. */
    private CompletableFuture<?> track(CompletableFuture<?> deed) {
        underWay.add(deed);
        return deed.whenComplete((done, error) -> underWay.remove(deed));
    }

    /** Listens to one Sentinel for as long as the store lives, also to one that was dead for a while. */
    private final class Ear extends RedisPubSubAdapter<String, String> implements RedisConnectionStateListener {
        private final RedisURI sentinel;
        private final AtomicBoolean waiting = new AtomicBoolean();
        private volatile long pauseMillis = SHORTEST_PAUSE_MILLIS;

        Ear(RedisURI sentinel) {
            this.sentinel = sentinel;
        }

        void listen() {
            track(client.connectPubSubAsync(StringCodec.UTF8, sentinel)
                            .toCompletableFuture()
                            .thenCompose(this::subscribe))
                    .whenComplete((done, error) -> {
                        if (error != null) {
                            LOG.debug("The Sentinel at {}:{} is not heard", host(), sentinel.getPort(), error);
                            again();
                        }
                    });
        }

        private String host() {
            return sentinel.getHost();
        }

        private CompletionStage<Void> subscribe(StatefulRedisPubSubConnection<String, String> connection) {
            connection.addListener((RedisPubSubListener<String, String>) this);
            connection.addListener((RedisConnectionStateListener) this);
            return connection.async().subscribe(SWITCHED, PROMOTED).whenComplete((done, error) -> {
                if (error != null) {
                    connection.closeAsync();
                }
            });
        }

        private void again() {
            if (waiting.compareAndSet(false, true)) {
                long pause = pauseMillis;
                pauseMillis = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                looks.later(
                        () -> {
                            waiting.set(false);
                            listen();
                        },
                        pause);
            }
        }

        /** What was told before is not told again. */
        @Override
        public void subscribed(String channel, long count) {
            pauseMillis = SHORTEST_PAUSE_MILLIS;
            looks.doubt();
        }

        @Override
        public void message(String channel, String message) {
            String master = uri.getSentinelMasterId();
            if (channel.equals(SWITCHED) ? message.startsWith(master + " ") : message.contains(" @ " + master + " ")) {
                looks.doubt();
            }
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
            again();
        }
    }

    @Override
    public void doubt() {
        looks.doubt();
    }

    @Override
    public boolean isResolved() {
        return true;
    }

    @Override
    public void close() {
        looks.close();
        try {
            CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new))
                    .get(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("Something asked of the Sentinels at {} did not end well", display, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.shutdown(Duration.ZERO, LONGEST_CLOSE);
    }
}
