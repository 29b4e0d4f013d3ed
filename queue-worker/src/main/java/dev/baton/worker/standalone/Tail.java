package dev.baton.worker.standalone;

import java.nio.charset.StandardCharsets;

/** The last bytes of a stream. Not thread-safe. */
final class Tail {
    private final byte[] ring;
    private long written;

    Tail(int bytes) {
        this.ring = new byte[bytes];
    }

    void add(byte[] bytes, int length) {
        int start = Math.max(0, length - ring.length);
        written += start;
        for (int i = start; i < length; i++) {
            ring[(int) (written % ring.length)] = bytes[i];
            written++;
        }
    }

    /** As text; bytes that are no UTF-8, such as half a character at the cut, are shown as replacement characters. */
    String text() {
        if (written <= ring.length) {
            return new String(ring, 0, (int) written, StandardCharsets.UTF_8);
        }
        int cut = (int) (written % ring.length);
        byte[] straight = new byte[ring.length];
        System.arraycopy(ring, cut, straight, 0, ring.length - cut);
        System.arraycopy(ring, 0, straight, ring.length - cut, cut);
        return "…" + new String(straight, StandardCharsets.UTF_8);
    }
}
