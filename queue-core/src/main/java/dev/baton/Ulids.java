package dev.baton;

import java.security.SecureRandom;

/**
 * Makes job ids: ULIDs in upper-case Crockford base 32 (github.com/ulid/spec), 26 characters, of which the first ten are
 * the millisecond. Ids of one instance rise strictly, whatever the clock does; ids of different processes differ by 80
 * random bits, drawn anew each millisecond. Thread-safe.
 */
final class Ulids {
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

    /** Half of the random space is left free, so that counting up never leaves it within a millisecond. */
    private static final long RANDOM_HIGH_MASK = 0x7FFF;

    private final SecureRandom random = new SecureRandom();
    private long millis = -1;
    /** The upper 16 of the 80 random bits. */
    private long high;
    /** The lower 64 of them. */
    private long low;

    String next() {
        return next(System.currentTimeMillis());
    }

    synchronized String next(long now) {
        if (now > millis) {
            millis = now;
            high = random.nextLong() & RANDOM_HIGH_MASK;
            low = random.nextLong();
        } else if (++low == 0) {
            // The clock stands or went back: order comes from counting.
            high++;
        }
        return text(millis, high, low);
    }

    private static String text(long millis, long high, long low) {
        char[] out = new char[26];
        for (int i = 9, shift = 0; i >= 0; i--, shift += 5) {
            out[i] = DIGITS[(int) (millis >>> shift) & 31];
        }
        // 80 bits: sixteen digits, the upper eight from the upper 40 bits, the lower eight from the lower 40.
        long upper = high << 24 | low >>> 40;
        long lower = low & 0xFF_FFFF_FFFFL;
        for (int i = 7, shift = 0; i >= 0; i--, shift += 5) {
            out[10 + i] = DIGITS[(int) (upper >>> shift) & 31];
            out[18 + i] = DIGITS[(int) (lower >>> shift) & 31];
        }
        return new String(out);
    }
}
