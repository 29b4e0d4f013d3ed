package dev.baton.bench.lab;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The clock of Redis, by which jobs are due, read here without asking each time. */
public final class ServerClock {
    private static final int PROBES = 20;

    private final long offsetNanos;

    private ServerClock(long offsetNanos) {
        this.offsetNanos = offsetNanos;
    }

    /** As the quickest of some answers tells it, taken to be made half way. */
    public static ServerClock read(Lab lab) {
        RedisCommands<String, String> redis = lab.redis();
        long quickest = Long.MAX_VALUE;
        long offset = 0;
        for (int i = 0; i < PROBES; i++) {
            long sent = System.nanoTime();
            List<String> time = redis.time();
            long took = System.nanoTime() - sent;
            if (took < quickest) {
                quickest = took;
                offset = TimeUnit.SECONDS.toNanos(Long.parseLong(time.get(0)))
                        + TimeUnit.MICROSECONDS.toNanos(Long.parseLong(time.get(1)))
                        - (sent + took / 2);
            }
        }
        return new ServerClock(offset);
    }

    /** Nanoseconds since 1970. */
    public long nanos() {
        return System.nanoTime() + offsetNanos;
    }
}
