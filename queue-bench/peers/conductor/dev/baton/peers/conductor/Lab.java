package dev.baton.peers.conductor;

import dev.baton.Baton;
import dev.baton.bench.lab.ServerInfo;
import dev.baton.embedded.RedisServer;
import dev.baton.worker.program.UsageException;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Redis that all peers share, and the names of queues in it. Every name begins with one that this run made up, every
 * key holds it, and only such keys are ever removed: so a Redis with data of others is safe, and FLUSHALL is never needed.
 */
final class Lab implements AutoCloseable {
    private static final int MOST_LOOKS = 10;
    private static final int STILL_BYTES = 4096;

    private final @Nullable RedisServer own;
    private final @Nullable Path appendOnly;
    private final String uri;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final String run = "peers-" + ProcessHandle.current().pid() + "-"
            + Integer.toHexString(ThreadLocalRandom.current().nextInt());
    private int queues;

    private Lab(@Nullable RedisServer own, @Nullable Path appendOnly, String uri) {
        this.own = own;
        this.appendOnly = appendOnly;
        this.uri = uri;
        client = RedisClient.create(RedisURI.create(uri));
        connection = client.connect();
        connection.setTimeout(Duration.ofMinutes(2));
    }

    /** @throws dev.baton.store.StoreException if the Redis cannot be reached, or is not fit for Baton */
    static Lab open(ComparisonSettings settings) throws IOException {
        Optional<String> given = settings.redis();
        if (given.isPresent()) {
            try {
                Baton.connect(given.get()).close(); // says what is wrong in a sentence
            } catch (IllegalArgumentException e) {
                throw new UsageException("--redis: " + e.getMessage(), e);
            }
            return new Lab(null, null, given.get());
        }
        if (settings.aof()) {
            Path directory = Files.createTempDirectory("baton-peers");
            RedisServer server = RedisServer.builder().appendOnly(directory).start();
            return new Lab(server, directory, server.uri());
        }
        RedisServer server = RedisServer.builder().inMemory().start();
        return new Lab(server, null, server.uri());
    }

    String uri() {
        return uri;
    }

    String newQueue() {
        return run + "-" + ++queues;
    }

    ServerInfo info() {
        return ServerInfo.read(redis());
    }

    /** When memory has come to rest: Redis shrinks its tables, and frees what ended connections held, a little later. */
    ServerInfo settledInfo() throws InterruptedException {
        ServerInfo info = info();
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            ServerInfo before = info;
            TimeUnit.MILLISECONDS.sleep(300);
            info = info();
            if (Math.abs(info.number("used_memory") - before.number("used_memory")) < STILL_BYTES) {
                return info;
            }
        }
        return info;
    }

    /** Removes every key of this run. DEL, not UNLINK: Redis is to be idle when the next one is measured. */
    void removeKeys() {
        ScanArgs ofRun = ScanArgs.Builder.matches("*" + run + "*").limit(5_000);
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            KeyScanCursor<String> page = redis().scan(cursor, ofRun);
            if (!page.getKeys().isEmpty()) {
                redis().del(page.getKeys().toArray(String[]::new));
            }
            cursor = page;
        } while (!cursor.isFinished());
        // Baton's list of queues is the one thing that is not a key of its own.
        for (int i = 1; i <= queues; i++) {
            redis().srem("baton:queues", run + "-" + i);
        }
    }

    /** Which program and version, and how it keeps its data. */
    String describe() {
        ServerInfo info = info();
        String program = own == null ? "at --redis" : own.binary().toString();
        return info.text("redis_version") + " (" + program + ", " + info.text("mem_allocator") + "), append-only file "
                + (info.text("aof_enabled").equals("1") ? "on" : "off");
    }

    private RedisCommands<String, String> redis() {
        return connection.sync();
    }

    @Override
    public void close() throws IOException {
        if (own == null) {
            removeKeys();
        }
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        if (own != null) {
            own.close();
        }
        if (appendOnly != null) {
            try (Stream<Path> files = Files.walk(appendOnly)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
