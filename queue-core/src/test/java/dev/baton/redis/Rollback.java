package dev.baton.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Saves all keys, and later makes them what they were: a fail-over to a replica that lagged behind. */
final class Rollback implements AutoCloseable {
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private Map<String, byte[]> saved = Map.of();

    Rollback(String uri) {
        client = RedisClient.create(uri);
        connection = client.connect(ByteArrayCodec.INSTANCE);
    }

    boolean isSaved() {
        return !saved.isEmpty();
    }

    void save() {
        Map<String, byte[]> now = new TreeMap<>();
        List<byte[]> keys = connection.sync().keys("*");
        for (byte[] key : keys) {
            now.put(new String(key, StandardCharsets.UTF_8), connection.sync().dump(key));
        }
        saved = now;
    }

    void restore() {
        connection.sync().flushall();
        saved.forEach((key, bytes) -> connection.sync().restore(key.getBytes(StandardCharsets.UTF_8), 0, bytes));
        saved = Map.of();
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(java.time.Duration.ZERO, java.time.Duration.ofSeconds(1));
    }
}
