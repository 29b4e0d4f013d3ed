package dev.baton.server.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A crowd at the TCP door, each client with a connection of its own. */
final class LineCrowd implements Crowd {
    private static final int THREADS = 2;
    /** Connecting at once; the door's system keeps no longer a line of those whom nobody has greeted yet. */
    private static final int CONNECTING = 200;

    private final LoadRun run;
    private final Semaphore connecting = new Semaphore(CONNECTING);
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
            THREADS, new DefaultThreadFactory("baton-load", true), NioIoHandler.newFactory());

    LineCrowd(LoadRun run) {
        this.run = run;
    }

    @Override
    public void gather() throws InterruptedException {
        InetSocketAddress door = new InetSocketAddress(
                run.plan().door().host(), run.plan().door().port());
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        run.plan()
                                .tls()
                                .ifPresent(tls -> channel.pipeline()
                                        .addLast(new SslHandler(
                                                tls.engine(run.plan().door()))));
                        channel.pipeline().addLast(new LineClient(run));
                    }
                });
        for (int i = 0; i < run.plan().clients(); i++) {
            connecting.acquire();
            bootstrap.connect(door).addListener(connected -> {
                connecting.release();
                if (!connected.isSuccess()) {
                    run.stayedAway("no connection: " + connected.cause());
                }
            });
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
