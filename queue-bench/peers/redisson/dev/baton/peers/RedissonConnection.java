package dev.baton.peers;

import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Redisson with its defaults, and as many connections as threads can wait on. */
record RedissonConnection(RedissonClient client) implements AutoCloseable {
    private static final int DEFAULT_CONNECTIONS = 64;

    RedissonConnection(String uri, int threads) {
        this(connect(uri, threads));
    }

    private static RedissonClient connect(String uri, int threads) {
        Config config = new Config();
        config.useSingleServer().setAddress(uri).setConnectionPoolSize(Math.max(DEFAULT_CONNECTIONS, threads + 16));
        return Redisson.create(config);
    }

    static String version() {
        return Redisson.class.getPackage().getImplementationVersion();
    }

    @Override
    public void close() {
        client.shutdown(0, 5, TimeUnit.SECONDS);
    }
}
