package dev.baton.server.lending;

import dev.baton.store.Claim;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Claims that this process made and that are not ended yet, as far as it knows: who ends one of them needs its record, and
 * here it need not be read again. Only a memory: what is not in it is asked of Redis. Bounded by bytes, the oldest go first.
 * Thread-safe.
 */
final class Lent {
    private static final int OVERHEAD = 500;

    private final long mostBytes;
    private final Map<String, Claim> claims = new LinkedHashMap<>();
    private long bytes;

    Lent(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    synchronized void add(Claim claim) {
        remove(claim.lane().queue(), claim.entry());
        claims.put(key(claim.lane().queue(), claim.entry()), claim);
        bytes += bytesOf(claim);
        Iterator<Claim> oldest = claims.values().iterator();
        while (bytes > mostBytes && oldest.hasNext()) {
            bytes -= bytesOf(oldest.next());
            oldest.remove();
        }
    }

    synchronized Optional<Claim> find(String queue, String entry) {
        return Optional.ofNullable(claims.get(key(queue, entry)));
    }

    synchronized void remove(String queue, String entry) {
        Claim old = claims.remove(key(queue, entry));
        if (old != null) {
            bytes -= bytesOf(old);
        }
    }

    private static String key(String queue, String entry) {
        return queue + " " + entry;
    }

    private static long bytesOf(Claim claim) {
        return OVERHEAD + claim.record().length;
    }
}
