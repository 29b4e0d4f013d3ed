package dev.baton.testkit;

import dev.baton.embedded.RedisServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plain connection to look at the raw truth with, sharing no code with the client under test. One command at a time,
 * RESP2, text in UTF-8; calls of several threads follow one another. An answer that does not come within 10 seconds, or
 * another time-out given, is an {@link UncheckedIOException}.
 */
public final class RawRedis implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    private RawRedis(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawRedis connect(RedisServer server) {
        return connect(new RedisUri(server.uri()));
    }

    public static RawRedis connect(RedisUri uri) {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(uri.host(), uri.port()), 5_000);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            var redis = new RawRedis(socket);
            if (!uri.password().isEmpty()) {
                redis.call("AUTH", uri.password());
            }
            return redis;
        } catch (IOException | RuntimeException e) {
            closeQuietly(socket, e);
            throw e instanceof RuntimeException broken ? broken : new UncheckedIOException((IOException) e);
        }
    }

    /** How long to wait for an answer from now on; zero waits for ever. */
    public RawRedis timeout(Duration timeout) {
        try {
            socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends one command and gives its answer: a String, a Long, a List of such, or null for nil.
     *
     * @throws RedisError if Redis answered with an error
     */
    public synchronized @Nullable Object call(String... words) {
        try {
            send(words);
            return receive();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer as text: a number in digits, nil as null. */
    public @Nullable String text(String... words) {
        Object answer = call(words);
        return answer == null ? null : answer.toString();
    }

    /** The answer as a number, nil as 0. */
    public long number(String... words) {
        Object answer = call(words);
        return answer == null ? 0 : answer instanceof Long number ? number : Long.parseLong(answer.toString());
    }

    /** The elements of an array answer as text, nil elements as "null"; a nil answer as an empty list. */
    public List<String> texts(String... words) {
        Object answer = call(words);
        if (answer == null) {
            return List.of();
        }
        if (!(answer instanceof List<?> list)) {
            throw new IllegalArgumentException(words[0] + " answers no list but " + answer + ".");
        }
        return list.stream().map(String::valueOf).toList();
    }

    /** Sends without waiting: with {@link #receive()} for commands that block, and for pipelines. */
    public void send(String... words) throws IOException {
        var out = new ByteArrayOutputStream();
        out.writeBytes(ascii("*" + words.length + "\r\n"));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(ascii("$" + bytes.length + "\r\n"));
            out.writeBytes(bytes);
            out.writeBytes(ascii("\r\n"));
        }
        sendBytes(out.toByteArray());
    }

    /** Sends bytes as they are, a part of a command perhaps. */
    public void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /**
     * The next answer, as from {@link #call}.
     *
     * @throws EOFException if the other side has ended the connection in good order
     * @throws java.net.SocketException if it was reset
     */
    public @Nullable Object receive() throws IOException {
        String line = line();
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '+':
                return rest;
            case '-':
                throw new RedisError(rest);
            case ':':
                return Long.valueOf(rest);
            case '$': {
                int length = Integer.parseInt(rest);
                return length < 0 ? null : bulk(length);
            }
            case '*': {
                int length = Integer.parseInt(rest);
                return length < 0 ? null : elements(length);
            }
            default:
                throw new IOException("Redis answered what is no RESP2: " + line);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String bulk(int length) throws IOException {
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException("the connection ended within an answer");
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private List<@Nullable Object> elements(int length) throws IOException {
        var list = new ArrayList<@Nullable Object>(length);
        for (int i = 0; i < length; i++) {
            list.add(receive());
        }
        return list;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        int next;
        while ((next = in.read()) != '\n') {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void closeQuietly(Socket socket, Exception because) {
        try {
            socket.close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /** Redis answered with an error; the message is its text. */
    public static final class RedisError extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RedisError(String message) {
            super(message);
        }
    }
}
