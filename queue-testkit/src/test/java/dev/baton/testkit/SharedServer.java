package dev.baton.testkit;

import dev.baton.embedded.RedisServer;
import java.util.concurrent.atomic.AtomicReference;

/** Remembers over test classes which server was the shared one. */
final class SharedServer {
    private static final AtomicReference<RedisServer> SEEN = new AtomicReference<>();

    private SharedServer() {}

    static boolean isAlwaysTheSame(RedisServer redis) {
        return SEEN.compareAndSet(null, redis) || SEEN.get() == redis;
    }
}
