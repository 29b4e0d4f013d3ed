package dev.baton.worker.standalone;

import java.io.ByteArrayOutputStream;

/**
 * Remembers the last line of a stream that is not blank, in bounded memory: of a longer line only the first bytes, one
 * more than fit, so that the reader can tell. Not thread-safe.
 */
final class LastLine {
    private final int limit;
    private ByteArrayOutputStream current = new ByteArrayOutputStream();
    private boolean currentIsBlank = true;
    private byte[] last = {};

    /** @param limit longest line, in bytes, that is kept whole */
    LastLine(int limit) {
        this.limit = limit;
    }

    void add(byte[] bytes, int length) {
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                keep(bytes, start, i);
                endLine();
                start = i + 1;
            } else if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                currentIsBlank = false;
            }
        }
        keep(bytes, start, length);
    }

    /** The line, the one not ended included; at most limit + 1 bytes. */
    byte[] get() {
        return currentIsBlank ? last : current.toByteArray();
    }

    private void keep(byte[] bytes, int start, int end) {
        int room = limit + 1 - current.size();
        current.write(bytes, start, Math.min(room, end - start));
    }

    private void endLine() {
        if (!currentIsBlank) {
            last = current.toByteArray();
        }
        // A stream never shrinks: one huge line must not be paid for as long as the command runs.
        if (current.size() > 8192) {
            current = new ByteArrayOutputStream();
        } else {
            current.reset();
        }
        currentIsBlank = true;
    }
}
