package dev.baton.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/** A client that says what no library would. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;

    Wire(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One request, and all that is answered until the other side closes. */
    static String say(int port, String request) {
        try (Wire wire = new Wire(port)) {
            wire.send(request);
            return wire.rest();
        }
    }

    void send(String text) {
        send(text.getBytes(ISO_8859_1));
    }

    /** What the other side does not want to hear any more is lost. */
    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (SocketException e) {
            // It has closed: its answer tells why.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** No more comes from here. */
    void end() {
        try {
            socket.shutdownOutput();
        } catch (SocketException e) {
            // Closed already.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that comes until the other side closes. */
    String rest() {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[8192];
        try {
            int n;
            while ((n = socket.getInputStream().read(buffer)) >= 0) {
                text.append(new String(buffer, 0, n, ISO_8859_1));
            }
        } catch (SocketException e) {
            // Reset, which is an end too.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** What comes until a text has come. */
    String until(String end) {
        StringBuilder text = new StringBuilder();
        try {
            while (text.indexOf(end) < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new IllegalStateException("Closed after: " + text);
                }
                text.append((char) next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** As {@link #until}, of millions of bytes; what comes behind the end may be among them. */
    String farUntil(String end) {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[1 << 16];
        try {
            while (text.indexOf(end, Math.max(0, text.length() - buffer.length - end.length())) < 0) {
                int n = socket.getInputStream().read(buffer);
                if (n < 0) {
                    throw new IllegalStateException("Closed after " + text.length() + " bytes");
                }
                text.append(new String(buffer, 0, n, ISO_8859_1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
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
