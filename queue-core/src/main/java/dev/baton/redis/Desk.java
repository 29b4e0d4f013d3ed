package dev.baton.redis;

import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every port needs to draft its questions: the scripts, the keys of queues, and the clock of tests.
 *
 * <p>In a cluster every script names one key more, the last one, that nobody ever writes. While a slot moves to another
 * node its keys are in two places, and a script that began on one of them would stop half-way at the first key that has
 * gone already, or has to be made anew. Redis refuses a call on a moving slot unless all the keys that it names are
 * there, so one that never is keeps every script out until the slot has arrived.
 */
final class Desk {
    private static final byte[] CLOCK_OF_REDIS = {};

    private final Supplier<LuaScripts> scripts;
    private final ConcurrentHashMap<String, Keys> keys = new ConcurrentHashMap<>();
    private final Supplier<@Nullable Instant> clock;
    private final boolean cluster;

    Desk(Supplier<LuaScripts> scripts, Supplier<@Nullable Instant> clock, boolean cluster) {
        this.scripts = scripts;
        this.clock = clock;
        this.cluster = cluster;
    }

    LuaScripts scripts() {
        return scripts.get();
    }

    Keys keys(String queue) {
        Keys known = keys.get(queue);
        return known != null ? known : keys.computeIfAbsent(queue, Keys::new);
    }

    ScriptCall.Draft draft(LuaScript script, Keys queue, byte[]... more) {
        byte[][] all = new byte[more.length + (cluster ? 2 : 1)][];
        all[0] = queue.meta();
        System.arraycopy(more, 0, all, 1, more.length);
        if (cluster) {
            all[more.length + 1] = queue.never();
        }
        return new ScriptCall.Draft(script, queue, present(), all);
    }

    /** Empty: the script asks Redis. */
    private byte[] present() {
        Instant present = clock.get();
        if (present == null) {
            return CLOCK_OF_REDIS;
        }
        long micros =
                Math.addExact(Math.multiplyExact(present.getEpochSecond(), 1_000_000L), present.getNano() / 1_000);
        return Long.toString(micros).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
