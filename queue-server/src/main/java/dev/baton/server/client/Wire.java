package dev.baton.server.client;

import dev.baton.server.tls.ClientTls;
import dev.baton.worker.program.HostPort;
import dev.baton.worker.program.ProgramFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A connection to a TCP door. One thread sends, one receives; the thread that reads belongs to it. */
final class Wire implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;

    private final Socket socket;
    private final OutputStream out;
    /** Empty stands for the end. */
    private final BlockingQueue<Optional<String>> received = new LinkedBlockingQueue<>();

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        out = socket.getOutputStream();
        Thread reading = new Thread(this::read, "baton-client");
        reading.setDaemon(true);
        reading.start();
    }

    /** @throws ProgramFailure if nobody is there */
    static Wire connect(HostPort address, Optional<ClientTls> tls) {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            return new Wire(tls.isPresent() ? secured(socket, address, tls.get()) : socket);
        } catch (IOException e) {
            close(socket);
            String why = e instanceof UnknownHostException ? "there is no such host" : ClientTls.reason(e);
            throw new ProgramFailure("There is no TCP door at " + address + ": " + why, e);
        }
    }

    /** A door that says nothing must not hold us for ever. */
    private static Socket secured(Socket socket, HostPort address, ClientTls tls) throws IOException {
        socket.setSoTimeout(CONNECT_MILLIS);
        Socket secure = tls.over(socket, address);
        socket.setSoTimeout(0);
        return secure;
    }

    /** Sends a line, without waiting for anything. */
    void send(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The next line, waiting for it; empty at the end, and ever after. */
    Optional<String> receive() throws InterruptedException {
        return kept(received.take());
    }

    /** Whether something was received that nobody has taken, the end perhaps. */
    boolean hasReceived() {
        return !received.isEmpty();
    }

    private Optional<String> kept(Optional<String> line) {
        if (line.isEmpty()) {
            received.add(line);
        }
        return line;
    }

    private void read() {
        try (var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                received.add(Optional.of(line));
            }
        } catch (IOException e) {
            // The end, whatever ended it: who waits for an answer says that there was none.
        } finally {
            received.add(Optional.empty());
        }
    }

    @Override
    public void close() {
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is given up anyway.
        }
    }
}
