package dev.baton.doctor;

/**
 * Remembers which ids were seen, in 8 bytes each and never in more than 64 MiB. It may claim to have seen an id that it has
 * not: so whatever it says only makes suspects, which are looked at again.
 */
final class IdSet {
    private static final int MOST = 4_000_000;

    private long[] slots = new long[1 << 10];
    private int size;

    /** Returns false if the id was there, or one that looks like it. */
    boolean add(String id) {
        if (size >= MOST) {
            return !contains(id);
        }
        if (size * 2 >= slots.length) {
            grow();
        }
        boolean added = put(slots, hash(id));
        if (added) {
            size++;
        }
        return added;
    }

    boolean contains(String id) {
        long hash = hash(id);
        for (int at = place(slots, hash); ; at = (at + 1) & (slots.length - 1)) {
            if (slots[at] == hash) {
                return true;
            }
            if (slots[at] == 0) {
                return false;
            }
        }
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long hash : slots) {
            if (hash != 0) {
                put(larger, hash);
            }
        }
        slots = larger;
    }

    private static boolean put(long[] into, long hash) {
        int at = place(into, hash);
        while (into[at] != 0) {
            if (into[at] == hash) {
                return false;
            }
            at = (at + 1) & (into.length - 1);
        }
        into[at] = hash;
        return true;
    }

    private static int place(long[] in, long hash) {
        return (int) (hash ^ (hash >>> 32)) & (in.length - 1);
    }

    /** FNV-1a with a last mix; never 0, which marks an empty slot. */
    private static long hash(String id) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        return hash == 0 ? 1 : hash;
    }
}
