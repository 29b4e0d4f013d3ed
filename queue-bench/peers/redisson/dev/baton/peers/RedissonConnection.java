package dev.baton.peers;

import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.SingleServerConfig;

/** Redisson with its defaults, and as many connections as threads can wait on. */
record RedissonConnection(RedissonClient client) implements AutoCloseable {
    private static final int DEFAULT_PORT = 6379;
    private static final int DEFAULT_CONNECTIONS = 64;

    RedissonConnection(String uri, int threads) {
        this(connect(uri, threads));
    }

    private static RedissonClient connect(String uri, int threads) {
        URI address = URI.create(uri);
        int port = address.getPort() < 0 ? DEFAULT_PORT : address.getPort();
        Config config = new Config();
        SingleServerConfig server = config.useSingleServer()
                .setAddress("redis://" + address.getHost() + ":" + port)
                .setConnectionPoolSize(Math.max(DEFAULT_CONNECTIONS, threads + 16));
        if (address.getPath().length() > 1) {
            server.setDatabase(Integer.parseInt(address.getPath().substring(1)));
        }
        if (address.getUserInfo() != null) {
            String[] userAndPassword = address.getUserInfo().split(":", 2);
            config.setPassword(userAndPassword[userAndPassword.length - 1]);
            if (userAndPassword.length == 2 && !userAndPassword[0].isEmpty()) {
                config.setUsername(userAndPassword[0]);
            }
        }
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
