package dev.baton.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The other end of one request. Nothing reads from a connection while its request is worked on, so a client that leaves
 * during a long poll would go unnoticed; this looks. What it reads meanwhile is lost, so a connection that was looked at is
 * closed after its answer. Thread-safe.
 */
final class Client {
    private static final long FIRST_LOOK_MILLIS = 500;
    private static final long LOOK_MILLIS = 250;
    private static final int BUFFER = 256;

    private final String address;
    private final @Nullable SocketChannel channel;
    private final ScheduledExecutorService clock;
    private @Nullable ScheduledFuture<?> looking;
    private boolean looked;
    private boolean answered;

    /** @param channel null if it cannot be looked at */
    Client(String address, @Nullable SocketChannel channel, ScheduledExecutorService clock) {
        this.address = address;
        this.channel = channel;
        this.clock = clock;
    }

    /** Where it comes from, without port. */
    String address() {
        return address;
    }

    /**
     * From half a second on, looks every quarter of one whether the client is still there; a client that has closed its
     * side counts as gone.
     *
     * @param gone called once, on the clock's thread; must be short
     */
    synchronized void whenGone(Runnable gone) {
        if (channel == null || answered) {
            return;
        }
        try {
            looking = clock.scheduleWithFixedDelay(
                    () -> look(channel, gone), FIRST_LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The door is closing, which ends the wait too.
            gone.run();
        }
    }

    /** The answer begins. Returns whether the connection has to be closed behind it. */
    synchronized boolean answering() {
        answered = true;
        stop();
        return looked;
    }

    private void look(SocketChannel open, Runnable gone) {
        if (hasLeft(open)) {
            gone.run();
        }
    }

    private synchronized boolean hasLeft(SocketChannel open) {
        if (answered) {
            return false;
        }
        looked = true;
        try {
            if (open.read(ByteBuffer.allocate(BUFFER)) >= 0) {
                return false;
            }
        } catch (IOException e) {
            // Reset: gone all the same.
        }
        stop();
        return true;
    }

    private void stop() {
        if (looking != null) {
            looking.cancel(false);
        }
    }
}
