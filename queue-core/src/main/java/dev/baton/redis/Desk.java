package dev.baton.redis;

import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What every port needs to draft its questions: the scripts, the keys of queues, and the clock of tests. */
final class Desk {
    private static final byte[] CLOCK_OF_REDIS = {};

    private final Supplier<LuaScripts> scripts;
    private final ConcurrentHashMap<String, Keys> keys = new ConcurrentHashMap<>();
    private final Supplier<@Nullable Instant> clock;

    Desk(Supplier<LuaScripts> scripts, Supplier<@Nullable Instant> clock) {
        this.scripts = scripts;
        this.clock = clock;
    }

    LuaScripts scripts() {
        return scripts.get();
    }

    Keys keys(String queue) {
        Keys known = keys.get(queue);
        return known != null ? known : keys.computeIfAbsent(queue, Keys::new);
    }

    ScriptCall.Draft draft(LuaScript script, Keys queue, byte[]... more) {
        byte[][] all = new byte[more.length + 1][];
        all[0] = queue.meta();
        System.arraycopy(more, 0, all, 1, more.length);
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
