package dev.baton.redis;

import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sockets of one store, a handful: one shared by workers, sweeps and inspection, one for producers, so that a bulk
 * enqueue does not hold up heartbeats, one for durable enqueues, which wait on theirs, one for signals, and one for each
 * blocking claim. In a cluster all but the last two are one to each node that is asked.
 *
 * <p>Every connection refuses commands while it is down and repeats none by itself: lettuce's default would send again
 * what Redis has executed already when a socket closes before the answer arrives. The driver reconnects to a single
 * primary, and asks Sentinel where that is; a lost connection to a node of a cluster is opened anew by its next user, to
 * whoever owns the slot then.
 */
final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Duration SHORTEST_RECONNECT = Duration.ofMillis(10);
    private static final Duration LONGEST_RECONNECT = Duration.ofSeconds(2);
    private static final Duration KEEP_ALIVE_IDLE = Duration.ofSeconds(5);
    private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(2);
    private static final int KEEP_ALIVE_COUNT = 3;
    private static final ServerFacts NOT_SEEN_YET = new ServerFacts("", "", "", "", false, false);

    private final ServerAddress address;
    private final boolean evictionAllowed;
    private final Incidents incidents;
    private final ClientResources resources;
    private final Topology topology;
    private final RedisClient client;
    private final ErrorKinds errors;
    private final Lines shared;
    private final Lines producers;
    private final Lines durable;
    private final List<Line<?>> lines = new CopyOnWriteArrayList<>();
    private final AtomicReference<ServerFacts> facts;
    private volatile boolean closed;

    Connections(ServerAddress address, Duration tryTimeout, boolean evictionAllowed, Incidents incidents) {
        this.address = address;
        this.evictionAllowed = evictionAllowed;
        this.incidents = incidents;
        this.facts = new AtomicReference<>(NOT_SEEN_YET);
        this.resources = ClientResources.builder()
                .reconnectDelay(
                        () -> Delay.fullJitter(SHORTEST_RECONNECT, LONGEST_RECONNECT, 50, TimeUnit.MILLISECONDS))
                .build();
        this.topology = topology(tryTimeout);
        this.errors = new ErrorKinds(address.display(), topology);
        this.client = RedisClient.create(resources);
        client.setOptions(options(tryTimeout, !address.isCluster()));
        client.addListener(new Watcher());
        this.shared = new Lines(topology, this::lineTo);
        this.producers = new Lines(topology, this::lineTo);
        this.durable = new Lines(topology, this::lineTo);
    }

    private Topology topology(Duration tryTimeout) {
        if (address.isCluster()) {
            return new ClusterTopology(address, resources, incidents::raise);
        }
        if (address.isSentinel()) {
            return new SentinelTopology(address, resources, options(tryTimeout, false), this::compare);
        }
        return new OnePrimary(address);
    }

    private static ClientOptions options(Duration tryTimeout, boolean autoReconnect) {
        return ClientOptions.builder()
                .autoReconnect(autoReconnect)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(tryTimeout)
                        .tcpNoDelay(true)
                        .keepAlive(KeepAliveOptions.builder()
                                .enable()
                                .idle(KEEP_ALIVE_IDLE)
                                .interval(KEEP_ALIVE_INTERVAL)
                                .count(KEEP_ALIVE_COUNT)
                                .build())
                        .build())
                .build();
    }

    /**
     * Opens the lines that every store needs, and looks at the servers behind them.
     *
     * @throws StoreException UNREACHABLE, REFUSED, NOT_READY or UNFIT, with what to do about it
     */
    void open() {
        try {
            topology.open();
            for (Server server : topology.primaries()) {
                ServerFacts found = look(shared.to(server).connection().join());
                found.requireFit(
                        topology.isCluster() ? server.name() : address.display(),
                        evictionAllowed,
                        topology.isCluster());
                facts.set(found);
                producers.to(server).connection().join();
            }
        } catch (RuntimeException e) {
            throw errors.ofConnect(e);
        }
    }

    private static ServerFacts look(StatefulRedisConnection<byte[], byte[]> connection) {
        return ServerFacts.read(connection.async().info().toCompletableFuture().join());
    }

    boolean isCluster() {
        return topology.isCluster();
    }

    Lines shared() {
        return shared;
    }

    /** The shared connection to whoever owns a slot. */
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> shared(int slot) {
        try {
            return shared.to(slot).connection();
        } catch (StoreException nobody) {
            return CompletableFuture.failedFuture(nobody);
        }
    }

    Lines producers() {
        return producers;
    }

    Lines durable() {
        return durable;
    }

    private Line<StatefulRedisConnection<byte[], byte[]>> lineTo(Server server) {
        return keep(new Line<>(() -> connect(server)));
    }

    /** Another line for commands on keys of one slot, not opened yet; each time it opens it looks who owns the slot then. */
    Line<StatefulRedisConnection<byte[], byte[]>> commands(int slot) {
        return keep(new Line<>(() -> connect(topology.ownerOf(slot))));
    }

    private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect(Server server) {
        ConnectionFuture<StatefulRedisConnection<byte[], byte[]>> opening =
                client.connectAsync(ByteArrayCodec.INSTANCE, server.uri());
        return opening.toCompletableFuture();
    }

    /**
     * A line for messages, not opened yet. In a cluster any node will do, for each passes on what is published at another.
     *
     * @param whenLost runs when its connection is lost for good, and with it every subscription
     */
    Line<StatefulRedisPubSubConnection<byte[], byte[]>> messages(Runnable whenLost) {
        return keep(new Line<>(
                () -> client.connectPubSubAsync(
                                ByteArrayCodec.INSTANCE, anyPrimary().uri())
                        .toCompletableFuture(),
                whenLost));
    }

    private Server anyPrimary() {
        List<Server> primaries = topology.primaries();
        return primaries.get(ThreadLocalRandom.current().nextInt(primaries.size()));
    }

    private <C extends StatefulConnection<byte[], byte[]>> Line<C> keep(Line<C> line) {
        lines.add(line);
        return line;
    }

    /** Closes a line for good. */
    void end(Line<?> line) {
        lines.remove(line);
        line.close();
    }

    ErrorKinds errors() {
        return errors;
    }

    String address() {
        return address.display();
    }

    @Override
    public void close() {
        closed = true;
        lines.forEach(Line::seal);
        topology.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    /**
     * After a reconnect there may be another server, or the same one with other data or another policy. Where the address
     * may lead elsewhere, the connection at hand may be one to the former primary, and is not asked.
     */
    private void lookAgain() {
        if (topology.isResolved()) {
            topology.doubt();
            return;
        }
        shared.to(0)
                .connection()
                .thenCompose(connection -> connection.async().info())
                .thenAccept(info -> compare(ServerFacts.read(info)))
                .exceptionally(error -> {
                    incidents.raise();
                    LOG.debug("Redis at {} did not answer INFO after a reconnect", address.display(), error);
                    return null;
                });
    }

    private void compare(ServerFacts found) {
        ServerFacts before = facts.getAndSet(found);
        if (before == NOT_SEEN_YET) {
            return;
        }
        if (!before.runId().equals(found.runId()) || !before.role().equals(found.role())) {
            incidents.raise();
            LOG.info("Redis at {} is another run or role than before: {}", address.display(), found);
            leaveTheFormer();
        }
        if (!before.evictionPolicy().equals(found.evictionPolicy())
                && !found.evictionPolicy().equals("noeviction")
                && !evictionAllowed) {
            LOG.warn(
                    "Redis at {} now has the maxmemory-policy {}: jobs are safe only under noeviction",
                    address.display(),
                    found.evictionPolicy());
        }
    }

    /**
     * Sentinel named another primary. Connections may still lead to the former one, which may be frozen, or may take
     * writes for a while that nobody will ever see: they are opened anew, to where Sentinel leads now.
     */
    private void leaveTheFormer() {
        if (topology.isResolved() && !closed) {
            lines.forEach(Line::reset);
        }
    }

    /**
     * Counts an error on its way to the caller. Once the store is closed, that is the reason for every one, but for those
     * after which the effect may have happened: CLOSED would deny it.
     */
    StoreException told(StoreException error) {
        incidents.raise();
        if (ErrorKinds.makesDoubtTheTopology(error)) {
            topology.doubt();
        }
        return closed && !error.mayHaveHappened() ? closedException() : error;
    }

    /** Runs a short deed after a pause, on a thread of the driver's; never after the store was closed. */
    void later(Runnable deed, Duration pause) {
        if (!closed) {
            resources.eventExecutorGroup().schedule(deed, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** What a call gets that was under way when the store was closed. */
    StoreException closedException() {
        return new StoreException(Kind.CLOSED, "The store on " + address.display() + " is closed");
    }

    /**
     * Hears of every socket that comes and goes, on lettuce's threads. Those to Sentinel are short questions of lettuce's
     * own, and tell nothing.
     */
    private final class Watcher implements RedisConnectionStateListener {
        private volatile boolean lost;

        @Override
        public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress socketAddress) {
            if (lost && !closed && !(connection instanceof StatefulRedisSentinelConnection)) {
                lost = false;
                incidents.raiseReconnect();
                lookAgain();
            }
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
            if (!closed && !(connection instanceof StatefulRedisSentinelConnection)) {
                lost = true;
                incidents.raise();
                if (topology.isCluster() && connection instanceof StatefulConnection<?, ?> gone) {
                    lines.forEach(line -> line.lose(gone));
                    topology.doubt();
                }
            }
        }
    }
}
