package dev.baton.server.tcp;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one connection into lines, on demand: what is not asked for stays. Lines end in LF, a CR before it
 * belongs to the end. Used by one thread.
 */
final class LineCutter {
    private static final int TLS_HANDSHAKE = 0x16;
    /** Emptied buffers of this size are kept, larger ones given up: most connections are silent most of the time. */
    private static final int KEPT_BYTES = 1024;

    private static final byte[] NOTHING = {};
    private static final Pattern HTTP =
            Pattern.compile("(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE|PRI) \\S+ HTTP/\\d.*");

    private final int mostBytes;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private byte[] buffer = NOTHING;
    private int from;
    private int searched;
    private int to;
    private boolean begun;

    /** @param mostBytes the longest line, its end not counted */
    LineCutter(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Takes over all readable bytes; the buffer stays the caller's. */
    void feed(ByteBuf bytes) {
        int more = bytes.readableBytes();
        if (to + more > buffer.length) {
            makeRoom(more);
        }
        bytes.readBytes(buffer, to, more);
        to += more;
    }

    /** How many bytes wait to be cut. */
    int waiting() {
        return to - from;
    }

    /** Forgets what waits. */
    void clear() {
        buffer = NOTHING;
        from = 0;
        searched = 0;
        to = 0;
    }

    /** The next line; null if it has no end yet. After a {@link Line.Foreign} there is nothing more to be had. */
    @Nullable
    Line next() {
        if (!begun && waiting() > 0) {
            begun = true;
            if (buffer[from] == TLS_HANDSHAKE) {
                return new Line.Foreign("this port does not speak TLS, send lines of plain text");
            }
        }
        while (searched < to && buffer[searched] != '\n') {
            searched++;
        }
        boolean ended = searched < to;
        int end = ended && searched > from && buffer[searched - 1] == '\r' ? searched - 1 : searched;
        // A line that is as long as allowed may still get its CR.
        if (end - from > mostBytes + (ended ? 0 : 1)) {
            return new Line.Foreign("line too long: at most " + mostBytes + " bytes are allowed");
        }
        if (!ended) {
            return null;
        }
        Line line = decode(from, end);
        from = ++searched;
        if (from == to) {
            reset();
        }
        return line;
    }

    private Line decode(int start, int end) {
        String text;
        try {
            text = decoder.decode(ByteBuffer.wrap(buffer, start, end - start)).toString();
        } catch (CharacterCodingException e) {
            return new Line.Unreadable("the line is not UTF-8");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\t') {
                return new Line.Unreadable(String.format("the line contains the control character U+%04X", (int) c));
            }
        }
        if (HTTP.matcher(text).matches()) {
            return new Line.Foreign("this port does not speak HTTP, send lines such as HELP");
        }
        return new Line.Text(text);
    }

    private void makeRoom(int more) {
        int length = waiting();
        byte[] roomy = length + more <= buffer.length ? buffer : new byte[Math.max(2 * length, length + more)];
        System.arraycopy(buffer, from, roomy, 0, length);
        buffer = roomy;
        searched -= from;
        from = 0;
        to = length;
    }

    private void reset() {
        if (buffer.length > KEPT_BYTES) {
            buffer = NOTHING;
        }
        from = 0;
        searched = 0;
        to = 0;
    }
}
