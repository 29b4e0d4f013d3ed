package dev.baton.redis;

import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Which scripts a connection has brought along with their source. The first call of a script on a connection is an EVAL, and
 * those behind it, which go by EVALSHA, find the script known: a call that were told NOSCRIPT would have to be sent again,
 * behind those that came after it. Thread-safe.
 */
final class SentSources {
    private final Incidents incidents;
    private final Map<Object, Sent> byConnection = new WeakHashMap<>();

    SentSources(Incidents incidents) {
        this.incidents = incidents;
    }

    /** What was sent since the latest reconnect, for the driver mends a connection under the same name. */
    private static final class Sent {
        private final long reconnects;
        private final Set<String> digests = ConcurrentHashMap.newKeySet();

        private Sent(long reconnects) {
            this.reconnects = reconnects;
        }
    }

    /**
     * Makes a call in the way that fits.
     *
     * @param bySource writes it with the source: nobody else writes this script to this connection meanwhile
     * @param byDigest writes it without
     */
    <T> CompletionStage<T> call(
            Object connection,
            LuaScript script,
            Supplier<CompletionStage<T>> bySource,
            Supplier<CompletionStage<T>> byDigest) {
        Sent sent = sent(connection);
        if (!sent.digests.contains(script.digest())) {
            synchronized (sent) {
                if (!sent.digests.contains(script.digest())) {
                    CompletionStage<T> call = bySource.get();
                    sent.digests.add(script.digest());
                    // What was refused before it was read has brought nothing.
                    return call.whenComplete((answer, failure) -> {
                        if (failure != null) {
                            sent.digests.remove(script.digest());
                        }
                    });
                }
            }
        }
        return byDigest.get();
    }

    private synchronized Sent sent(Object connection) {
        long reconnects = incidents.reconnects();
        Sent sent = byConnection.get(connection);
        if (sent == null || sent.reconnects != reconnects) {
            sent = new Sent(reconnects);
            byConnection.put(connection, sent);
        }
        return sent;
    }
}
