package dev.baton.server.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Stands where a TCP door would, and answers as a test says; when it has nothing to say, it hangs up. */
final class Doorman implements AutoCloseable {
    /** Every line that anybody said. */
    final List<String> heard = new CopyOnWriteArrayList<>();

    private final ServerSocket listening;

    Doorman(UnaryOperator<String> answer) {
        try {
            listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(() -> stand(answer), "doorman");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    private void stand(UnaryOperator<String> answer) {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept();
                    var reader = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    heard.add(line);
                    String said = answer.apply(line);
                    if (said.isEmpty()) {
                        break;
                    }
                    socket.getOutputStream().write((said + "\n").getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // The next one, or none.
            }
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
