package dev.baton.worker;

import dev.baton.store.Claim;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one processing list holds and this worker knows of: from the claim to the record of the outcome.
 * Handlers start only through {@link #take}, for claims and adoptions alike, so that no entry is started twice.
 * Thread-safe.
 */
final class Hand {
    private final ConcurrentHashMap<String, Held> byEntry = new ConcurrentHashMap<>();

    /** Takes a claim up; null if its entry is in hand already. */
    @Nullable
    Held take(Claim claim, FetchLane lane) {
        Held held = new Held(claim, lane);
        return byEntry.putIfAbsent(claim.entry(), held) == null ? held : null;
    }

    void letGo(String entry) {
        byEntry.remove(entry);
    }

    boolean holds(String entry) {
        return byEntry.containsKey(entry);
    }

    @Nullable
    Held get(String entry) {
        return byEntry.get(entry);
    }

    /** The entries in hand now, as a copy. */
    Set<String> entries() {
        return Set.copyOf(byEntry.keySet());
    }

    Collection<Held> all() {
        return byEntry.values();
    }

    int size() {
        return byEntry.size();
    }

    boolean isEmpty() {
        return byEntry.isEmpty();
    }
}
