package dev.baton.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Speaks just enough of Redis's protocol to be connected to, and says of itself what the test wants. */
final class FakeServer implements AutoCloseable {
    private final ServerSocket socket;
    private final String info;

    FakeServer(String info) {
        this.info = info;
        try {
            socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("fake-redis", this::accept);
    }

    String uri() {
        return "redis://127.0.0.1:" + socket.getLocalPort();
    }

    private static void start(String name, Runnable deed) {
        Thread thread = new Thread(deed, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                start("fake-redis-client", () -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))) {
            OutputStream out = client.getOutputStream();
            for (List<String> words = read(in); !words.isEmpty(); words = read(in)) {
                out.write(answer(words).getBytes(UTF_8));
                out.flush();
            }
        } catch (IOException e) {
            return; // the client went away
        }
    }

    private static List<String> read(BufferedReader in) throws IOException {
        List<String> words = new ArrayList<>();
        String count = in.readLine();
        if (count == null) {
            return words;
        }
        for (int i = Integer.parseInt(count.substring(1)); i > 0; i--) {
            in.readLine(); // its length
            words.add(in.readLine());
        }
        return words;
    }

    private String answer(List<String> words) {
        return switch (words.get(0).toUpperCase(Locale.ROOT)) {
            case "HELLO" -> "-ERR unknown command 'HELLO'\r\n";
            case "PING" -> "+PONG\r\n";
            case "INFO" -> "$" + info.getBytes(UTF_8).length + "\r\n" + info + "\r\n";
            default -> "+OK\r\n";
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
