package dev.baton.worker;

import dev.baton.store.Ending;
import org.jspecify.annotations.Nullable;

/**
 * The last endings of a lane that were recorded, in a ring: if Redis is rolled back, entries reappear that were finished
 * long ago, and then their outcome is repeated instead of their work. Thread-safe.
 */
final class Settled {
    private static final int KEPT = 4096;

    private final @Nullable Ending[] ring = new Ending[KEPT];
    private int next;

    synchronized void add(Ending ending) {
        ring[next] = ending;
        next = (next + 1) % KEPT;
    }

    /** The ending of an entry, if it was recorded lately. Walks the ring: asked only for entries nobody knows. */
    synchronized @Nullable Ending find(String entry) {
        for (Ending ending : ring) {
            if (ending != null && ending.claim().entry().equals(entry)) {
                return ending;
            }
        }
        return null;
    }
}
