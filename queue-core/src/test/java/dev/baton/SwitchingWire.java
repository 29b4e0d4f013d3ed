package dev.baton;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.baton.embedded.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a Redis and, the first time a client sends WAIT, has replaced its connection behind its back: what came
 * before went to one socket, WAIT and all after it go to another, on which nothing was written.
 */
final class SwitchingWire implements AutoCloseable {
    private static final String WAIT = "*3\r\n$4\r\nWAIT\r\n";

    private final RedisServer redis;
    private final ServerSocket socket;
    private final AtomicInteger switches = new AtomicInteger();

    SwitchingWire(RedisServer redis) {
        this.redis = redis;
        try {
            socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    String uri() {
        return "redis://127.0.0.1:" + socket.getLocalPort();
    }

    int switches() {
        return switches.get();
    }

    private static Thread start(Runnable deed) {
        Thread thread = new Thread(deed, "switching-wire");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            Socket to = connect();
            Thread answers = start(answering(to, client));
            byte[] bytes = new byte[1 << 16];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                int from = 0;
                int wait = new String(bytes, 0, count, ISO_8859_1).indexOf(WAIT);
                if (wait >= 0 && switches.compareAndSet(0, 1)) {
                    to.getOutputStream().write(bytes, 0, wait);
                    to.shutdownOutput();
                    answers.join(); // all that it had to say
                    from = wait;
                    to = connect();
                    answers = start(answering(to, client));
                }
                to.getOutputStream().write(bytes, from, count - from);
            }
            to.close();
        } catch (IOException | InterruptedException e) {
            return; // one of the two went away
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), redis.port());
    }

    private static Runnable answering(Socket redis, Socket client) {
        return () -> {
            try (redis) {
                OutputStream out = client.getOutputStream();
                redis.getInputStream().transferTo(out);
            } catch (IOException e) {
                return; // one of the two went away
            }
        };
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
