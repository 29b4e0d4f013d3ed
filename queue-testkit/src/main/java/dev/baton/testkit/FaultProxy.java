package dev.baton.testkit;

import dev.baton.embedded.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A wire between a client and Redis that can be cut, held, slowed, and that can lose exactly the answer one wants lost.
 * It listens on a free port of 127.0.0.1 and forwards until told otherwise; {@link #heal()} makes it forward again.
 * Orders hold for all connections, those to come included. Thread-safe; all its threads are daemons.
 *
 * <pre>{@code
 * try (var wire = FaultProxy.to(redis); var client = connect(wire.uri())) {
 *     Fault lost = wire.dropNextReplyMatching(FaultProxy.containing("BLMOVE"), End.RST);
 *     client.block();
 *     lost.awaitForwarded(ofSeconds(5));   // now it blocks in Redis
 *     redis.lpush(…);
 *     lost.awaitTriggered(ofSeconds(5));   // it got the job, and nobody was told
 * }
 * }</pre>
 *
 * <p>Replies are matched to requests by their order, so {@link #dropNextReplyMatching} is not for connections that have
 * subscribed to channels in RESP2.
 */
public final class FaultProxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FaultProxy.class);
    private static final int CONNECT_MILLIS = 5_000;

    private volatile RedisUri target;
    private final ServerSocket listener;
    private final Weather weather = new Weather();
    private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();

    private FaultProxy(RedisUri target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
    }

    public static FaultProxy to(RedisServer server) {
        return to(new RedisUri(server.uri()));
    }

    public static FaultProxy to(RedisUri target) {
        try {
            var proxy = new FaultProxy(target, new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
            var thread = new Thread(proxy::acceptAll, "fault-proxy-" + proxy.port());
            thread.setDaemon(true);
            thread.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Requests that contain this text (a command's or a key's name, a script's hash), compared exactly. */
    public static Predicate<byte[]> containing(String text) {
        String wanted = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return request -> new String(request, StandardCharsets.ISO_8859_1).contains(wanted);
    }

    /** The target's URI, its password included, with this proxy's address. */
    public String uri() {
        return target.at("127.0.0.1", port()).uri();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Forwards everything again, at once what was held up; forgets faults that have not happened. */
    public void heal() {
        weather.clear();
    }

    /**
     * From now on every request reaches Redis, its reply is swallowed, and the client's connection ends. Holds until
     * {@link #heal()}; the fault given back tells of the first time.
     */
    public Fault dropReplies(End end) {
        var fault = Fault.droppingReplies("drop replies", request -> true, end);
        weather.everyReply.set(fault);
        return fault;
    }

    /**
     * The next request that matches is forwarded; once Redis has answered it, the reply is swallowed and that client's
     * connection ends. Replies to earlier requests pass. Happens once; a second order replaces one that has met no
     * request yet.
     *
     * @param request asked with each whole command as it goes over the wire (RESP), however it was split or pipelined
     */
    public Fault dropNextReplyMatching(Predicate<byte[]> request, End end) {
        var fault = Fault.droppingReplies("drop the next matching reply", request, end);
        weather.nextMatching.set(fault);
        return fault;
    }

    /** Ends the connection on which the reply bytes from now on, of all connections together, reach this number. Once. */
    public Fault cutAfter(long replyBytes, End end) {
        if (replyBytes < 0) {
            throw new IllegalArgumentException("A wire is cut after 0 bytes or more; it was " + replyBytes + ".");
        }
        var fault = Fault.cutting(replyBytes, end);
        weather.cut.set(fault);
        return fault;
    }

    /**
     * Nothing passes in this direction any more, not even the end of a connection, as when packets are lost: what was
     * sent meanwhile arrives when it heals, as TCP would send it again.
     */
    public void blackHole(Direction direction) {
        weather.hold(direction);
    }

    /** Adds this to each way, so twice to a round trip, from the next byte on. */
    public void delay(Duration oneWay) {
        delay(Direction.BOTH, oneWay);
    }

    /** Adds this to one direction. Order is kept, throughput is not limited. */
    public void delay(Direction direction, Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("A delay is zero or longer; it was " + delay + ".");
        }
        weather.delay(direction, delay);
    }

    /** Lets at most so many bytes a second pass, in each direction of each connection. */
    public void throttle(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException(
                    "At least 1 byte a second passes (blackHole lets none pass); it was " + bytesPerSecond + ".");
        }
        weather.throttle(bytesPerSecond);
    }

    /** Connections to come lead to this server; those that are there stay where they are, see {@link #endAll}. */
    public void leadTo(RedisServer server) {
        target = new RedisUri(server.uri());
    }

    /** Ends all present connections in this manner; new ones are welcome. */
    public void endAll(End end) {
        open.forEach(connection -> connection.end(end));
    }

    /** Connections that clients have made so far. */
    public long connections() {
        return weather.connections.get();
    }

    /** Connections that are open now. */
    public int openConnections() {
        return open.size();
    }

    /** Whole requests that came from clients. */
    public long requests() {
        return weather.requests.get();
    }

    /** Whole replies and pushes that came from Redis, swallowed ones included. */
    public long replies() {
        return weather.replies.get();
    }

    /** Bytes that came from clients. */
    public long requestBytes() {
        return weather.requestBytes.get();
    }

    /** Bytes that came from Redis. */
    public long replyBytes() {
        return weather.replyBytes.get();
    }

    /** How often a fault has ended a connection. */
    public long triggered() {
        return weather.triggered.get();
    }

    /** Ends all connections and stops listening. Repeatable. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            open.forEach(ProxiedConnection::abort);
        }
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                LOG.debug("{} accepts no more", this, e);
            }
        }
    }

    private void connect(Socket client) throws IOException {
        weather.connections.incrementAndGet();
        var redis = new Socket();
        try {
            client.setTcpNoDelay(true);
            redis.setTcpNoDelay(true);
            redis.connect(new InetSocketAddress(target.host(), target.port()), CONNECT_MILLIS);
        } catch (IOException e) {
            // As if nobody listened: the client learns it at once.
            client.setSoLinger(true, 0);
            client.close();
            redis.close();
            return;
        }
        var connection = new ProxiedConnection(client, redis, weather, open::remove);
        open.add(connection);
        connection.start("fault-proxy-" + port() + "-" + weather.connections.get());
        if (listener.isClosed()) {
            connection.abort();
        }
    }

    @Override
    public String toString() {
        return "fault proxy " + uri() + " to " + target;
    }
}
