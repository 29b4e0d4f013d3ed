package dev.baton.examples.demo;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.List;

/** A look at the queue's keys with plain commands, as a person with redis-cli has it; see docs/redis-model.md. */
final class QueueKeys implements AutoCloseable {
    private static final int LANES = 4;
    private static final int PAGE = 1000;

    private final String queue;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    QueueKeys(String uri, String queue) {
        this.queue = queue;
        client = RedisClient.create(uri);
        connection = client.connect();
    }

    /** Ids of the jobs in the processing lists of a process of this machine. */
    List<String> held(long pid) {
        RedisCommands<String, String> redis = connection.sync();
        var held = new ArrayList<String>();
        for (String worker : redis.zrange(key("workers"), 0, -1)) {
            if (worker.matches(".*-" + pid + "-[0-9a-f]+")) {
                for (int lane = 0; lane < LANES; lane++) {
                    String list = key("processing:" + worker + (lane == 0 ? "" : ":" + lane));
                    redis.lrange(list, 0, -1).forEach(entry -> held.add(entry.split(" ", 2)[0]));
                }
            }
        }
        return List.copyOf(held);
    }

    /** Removes everything that the queue has left in Redis. */
    void removeAll() {
        RedisCommands<String, String> redis = connection.sync();
        var ours = ScanArgs.Builder.matches(key("*")).limit(PAGE);
        KeyScanCursor<String> page = redis.scan(ours);
        while (true) {
            if (!page.getKeys().isEmpty()) {
                redis.unlink(page.getKeys().toArray(String[]::new));
            }
            if (page.isFinished()) {
                break;
            }
            page = redis.scan(ScanCursor.of(page.getCursor()), ours);
        }
        redis.srem("baton:queues", queue);
    }

    String key(String name) {
        return "baton:{" + queue + "}:" + name;
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
