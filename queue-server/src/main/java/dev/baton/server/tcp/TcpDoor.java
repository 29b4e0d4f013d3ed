package dev.baton.server.tcp;

import dev.baton.model.Printable;
import dev.baton.server.Gateway;
import dev.baton.server.tls.ServerTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;

/**
 * Takes TCP connections and speaks the line protocol of docs/tcp.md with them, on a few event loops of its own. Close it
 * before the gateway that it stands before. Thread-safe.
 */
public final class TcpDoor implements AutoCloseable {
    private static final int MOST_THREADS = 4;
    private static final int BACKLOG = 1024;
    /** Those who come when it is full are told so, as long as there are no more of them than this. */
    private static final int TURNED_AWAY = 256;

    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();

    /** A client that lost its power or its network is found after two minutes: 60 s and six tries. */
    private static final int KEEP_ALIVE_SECONDS = 60;

    private static final int KEEP_ALIVE_PAUSE_SECONDS = 10;
    private static final int KEEP_ALIVE_TRIES = 6;

    private final TcpSettings settings;
    private final Clerk clerk;
    private final Lodge lodge;
    private final EventLoopGroup loops;
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Optional<ServerTls> tls;
    private final Channel listening;

    private TcpDoor(Gateway gateway, TcpSettings settings, Optional<ServerTls> tls) throws IOException {
        this.tls = tls;
        this.settings = settings;
        lodge = new Lodge(gateway, settings);
        clerk = new Clerk(gateway, new LeaseLengths(gateway.store().leases(), settings.lease(), System::nanoTime));
        int threads = Math.max(2, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
        loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("baton-tcp", true), NioIoHandler.newFactory());
        try {
            listening = listen();
        } catch (IOException | RuntimeException e) {
            endLoops();
            throw e;
        }
    }

    /**
     * Opens the door; when this returns, clients may come.
     *
     * @throws UncheckedIOException if the address is unknown or the port is taken, with one sentence
     */
    public static TcpDoor open(Gateway gateway, TcpSettings settings) {
        return open(gateway, settings, Optional.empty());
    }

    /**
     * The same, and speaks TLS if there is something to show.
     *
     * @throws UncheckedIOException if the address is unknown or the port is taken, with one sentence
     */
    public static TcpDoor open(Gateway gateway, TcpSettings settings, Optional<ServerTls> tls) {
        try {
            return new TcpDoor(gateway, settings, tls);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The TCP door cannot listen on " + Printable.line(settings.host(), 200) + ":" + settings.port()
                            + ": " + e.getMessage(),
                    e);
        }
    }

    /** Where it listens: the port that was asked for, or the one that was free. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** How many clients are there now. */
    public int connections() {
        return channels.size();
    }

    /**
     * Takes no more clients and no more requests. What is under way is answered, for five seconds at most; whoever waits for
     * a job is told that there is none. A second call does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        listening.close().awaitUninterruptibly();
        channels.forEach(TcpDoor::bidFarewell);
        long end = System.nanoTime() + CLOSING.toNanos();
        while (!channels.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
        }
        channels.forEach(Channel::close);
        endLoops();
    }

    private static void bidFarewell(Channel channel) {
        channel.eventLoop().execute(() -> {
            var context = channel.pipeline().context(Conversation.class);
            if (context != null) {
                ((Conversation) context.handler()).leave(context);
            }
        });
    }

    private void endLoops() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private Channel listen() throws IOException {
        InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
        if (address.isUnresolved()) {
            throw new IOException("there is no such address");
        }
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), KEEP_ALIVE_SECONDS)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), KEEP_ALIVE_PAUSE_SECONDS)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), KEEP_ALIVE_TRIES)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new Greeter());
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            Throwable cause = bound.cause();
            throw cause instanceof IOException io ? io : new IOException(String.valueOf(cause), cause);
        }
        return bound.channel();
    }

    /** Lets clients in, as long as there is room. */
    private final class Greeter extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            int number;
            synchronized (channels) {
                channels.add(channel);
                number = channels.size();
            }
            channel.closeFuture().addListener(gone -> channels.remove(channel));
            tls.ifPresent(shown -> channel.pipeline().addLast(new SslHandler(shown.engine())));
            if (closed.get() || number > settings.connections() + TURNED_AWAY) {
                channel.close();
            } else if (number > settings.connections()) {
                channel.pipeline().addLast(new TurnedAway());
            } else {
                channel.pipeline().addLast(new Conversation(clerk, lodge, settings));
            }
        }
    }
}
