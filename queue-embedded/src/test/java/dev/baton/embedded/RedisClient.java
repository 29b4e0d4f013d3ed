package dev.baton.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Just enough of a client: inline commands, answers of one line or one short bulk string. */
final class RedisClient implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    RedisClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    static String ask(RedisServer server, String command) throws IOException {
        try (var client = new RedisClient(server.port())) {
            return client.ask(command);
        }
    }

    static String configured(RedisServer server, String option) throws IOException {
        try (var client = new RedisClient(server.port())) {
            client.send("CONFIG GET " + option);
            return String.join(" ", client.answer(), client.answer(), client.answer());
        }
    }

    String ask(String command) throws IOException {
        send(command);
        return answer();
    }

    void send(String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    String answer() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("connection closed");
        }
        return line.startsWith("$") && !line.equals("$-1") ? String.valueOf(in.readLine()) : line;
    }

    void timeoutMillis(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
