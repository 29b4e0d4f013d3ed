package dev.baton.embedded;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks over a socket whether a server answers PING, and which process it is. The second question matters: when our
 * server could not bind its port, somebody else's may be answering there.
 */
record ReadinessProbe(int port, @Nullable String password) {
    private static final int TIMEOUT_MILLIS = 1000;

    /** The process that answered PONG, empty while nothing does or it is still loading its data. */
    OptionalLong answeringPid() {
        return fact("PING", "+PONG", "server", "process_id:");
    }

    /** Asks for the append-only file to be written anew; whether Redis began with it. */
    boolean beginsRewrite() {
        return fact("BGREWRITEAOF", "+Background append only file rewriting", "server", "process_id:")
                .isPresent();
    }

    boolean isRewriting() {
        return fact("PING", "+PONG", "persistence", "aof_rewrite_in_progress:").orElse(1) != 0;
    }

    /** Says a word that is answered so, and reads a number from INFO; empty if anything comes otherwise. */
    private OptionalLong fact(String word, String answer, String section, String field) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var request = new ByteArrayOutputStream();
            if (password != null) {
                request.writeBytes(command("AUTH", password));
            }
            request.writeBytes(command(word));
            request.writeBytes(command("INFO", section));
            socket.getOutputStream().write(request.toByteArray());
            var in = new BufferedInputStream(socket.getInputStream());
            if (password != null) {
                line(in);
            }
            return line(in).startsWith(answer) ? number(in, field) : OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong number(InputStream in, String field) throws IOException {
        String header = line(in);
        if (!header.startsWith("$")) {
            return OptionalLong.empty();
        }
        byte[] info = in.readNBytes(Integer.parseInt(header.substring(1)));
        return new String(info, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.substring(field.length()).trim()))
                .findFirst();
    }

    private static byte[] command(String... words) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(bytes);
            out.writeBytes(new byte[] {'\r', '\n'});
        }
        return out.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        int next;
        while ((next = in.read()) != '\n') {
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
