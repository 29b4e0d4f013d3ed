package dev.baton.server.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Many clients at one door: they connect, begin together when all are there, and leave when their jobs are done. */
final class LoadRun {
    private static final int THREADS = 2;
    /** Connecting at once; the door's system keeps no longer a line of those whom nobody has greeted yet. */
    private static final int CONNECTING = 200;

    private final LoadPlan plan;
    private final Ledger ledger = new Ledger();
    private final Latencies enqueues = new Latencies();
    private final Latencies claims = new Latencies();
    private final Latencies ends = new Latencies();
    private final AtomicInteger numbers = new AtomicInteger();
    private final ConcurrentLinkedQueue<Runnable> starters = new ConcurrentLinkedQueue<>();
    private final CountDownLatch present;
    private final CountDownLatch left;
    private final Semaphore connecting = new Semaphore(CONNECTING);
    private volatile long beganNanos;
    private volatile long tookNanos;

    LoadRun(LoadPlan plan) {
        this.plan = plan;
        present = new CountDownLatch(plan.clients());
        left = new CountDownLatch(plan.clients());
    }

    /**
     * Until every client has left.
     *
     * @param progress told about once a second how far it is
     */
    void run(Consumer<String> progress) throws InterruptedException {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                THREADS, new DefaultThreadFactory("baton-load", true), NioIoHandler.newFactory());
        try {
            connectAll(loops);
            present.await();
            progress.accept(plan.clients() + " clients are connected, " + ledger.errors() + " failed");
            beganNanos = System.nanoTime();
            starters.forEach(Runnable::run);
            while (!left.await(1, TimeUnit.SECONDS)) {
                progress.accept(progress());
            }
            tookNanos = System.nanoTime() - beganNanos;
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private void connectAll(EventLoopGroup loops) throws InterruptedException {
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new LoadClient(LoadRun.this));
                    }
                });
        for (int i = 0; i < plan.clients(); i++) {
            connecting.acquire();
            bootstrap.connect(plan.door()).addListener(connected -> {
                connecting.release();
                if (!connected.isSuccess()) {
                    ledger.error("no connection: " + connected.cause());
                    present.countDown();
                    left.countDown();
                }
            });
        }
    }

    private String progress() {
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        return String.format(
                Locale.ROOT,
                "%3.0f s  %,d jobs done, %,.0f a second, %d errors",
                seconds,
                ledger.done(),
                ledger.done() / seconds,
                ledger.errors());
    }

    /** What came of it, in lines. */
    String report() {
        double seconds = tookNanos / 1e9;
        return String.format(
                Locale.ROOT,
                "jobs      %s%nrate      %,.0f jobs a second by %,d clients, in %.1f s%n%s%s%s",
                ledger,
                ledger.done() / seconds,
                plan.clients(),
                seconds,
                line("enqueue", enqueues),
                line("claim", claims),
                line("complete", ends));
    }

    private static String line(String what, Latencies latencies) {
        return String.format(
                Locale.ROOT,
                "%-9s p50 %s  p99 %s  p99.9 %s%n",
                what,
                millis(latencies.at(0.5)),
                millis(latencies.at(0.99)),
                millis(latencies.at(0.999)));
    }

    private static String millis(Duration length) {
        return String.format(Locale.ROOT, "%.1f ms", length.toNanos() / 1e6);
    }

    LoadPlan plan() {
        return plan;
    }

    Ledger ledger() {
        return ledger;
    }

    Latencies enqueues() {
        return enqueues;
    }

    Latencies claims() {
        return claims;
    }

    Latencies ends() {
        return ends;
    }

    /** A client is there, and begins when it is told. */
    void arrived(Runnable begin) {
        starters.add(begin);
        present.countDown();
    }

    void left() {
        left.countDown();
    }

    /** The next job's number; negative if there shall be no more. */
    int nextNumber() {
        if (System.nanoTime() - beganNanos > plan.length().toNanos()) {
            return -1;
        }
        int number = numbers.getAndIncrement();
        return number < plan.jobs() ? number : -1;
    }

    /** In how long a job shall begin. */
    long delayNanos(int number) {
        if (plan.perSecond() == 0) {
            return 0;
        }
        long at = (long) (number * 1e9 / plan.perSecond());
        return at - (System.nanoTime() - beganNanos);
    }
}
