package dev.baton.bench.lab;

import dev.baton.Baton;
import dev.baton.embedded.RedisServer;
import dev.baton.worker.program.UsageException;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Where trials are run: a Redis, a plain connection to look at it with, and names of queues that nobody else has. */
public final class Lab implements AutoCloseable {
    private static final AtomicInteger QUEUES = new AtomicInteger();

    private final @Nullable RedisServer own;
    private final RedisURI uri;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    private Lab(@Nullable RedisServer own, String uri) {
        this.own = own;
        this.uri = RedisURI.create(uri);
        this.client = RedisClient.create(this.uri);
        this.connection = client.connect();
    }

    /**
     * On a Redis that is there already. Only keys of queues of its own are written, and they are removed again.
     *
     * @throws UsageException if the address cannot be read
     * @throws dev.baton.store.StoreException if the Redis cannot be reached, refuses the password, or does not fit
     */
    public static Lab on(String uri) {
        try {
            Baton.connect(uri).close(); // says what is wrong in a sentence
        } catch (IllegalArgumentException e) {
            throw new UsageException("--redis: " + e.getMessage(), e);
        }
        return new Lab(null, uri);
    }

    /** On a Redis of its own, in memory. */
    public static Lab inMemory() {
        RedisServer own = RedisServer.builder().inMemory().start();
        return new Lab(own, own.uri());
    }

    /** On a Redis of its own that appends to a file, synced every second. */
    public static Lab appending(Path directory) {
        RedisServer own = RedisServer.builder().appendOnly(directory).start();
        return new Lab(own, own.uri());
    }

    /** Whether this Redis was started here, and may be stopped and set up as a trial needs it. */
    public boolean isOwn() {
        return own != null;
    }

    public String uri() {
        return uri.toURI().toString();
    }

    public RedisURI address() {
        return uri;
    }

    @Nullable
    public String password() {
        RedisCredentials credentials =
                uri.getCredentialsProvider().resolveCredentials().block();
        return credentials == null || !credentials.hasPassword() ? null : new String(credentials.getPassword());
    }

    public RedisCommands<String, String> redis() {
        return connection.sync();
    }

    public boolean appends() {
        return ServerInfo.read(redis()).text("aof_enabled").equals("1");
    }

    public Baton connect() {
        return Baton.connect(uri(), options -> options.commandTimeout(Duration.ofSeconds(60)));
    }

    public String newQueue(String about) {
        return "bench-" + about + "-" + ProcessHandle.current().pid() + "-" + QUEUES.incrementAndGet();
    }

    /** Removes every key of a queue. */
    public void remove(String queue) {
        redis().srem("baton:queues", queue);
        ScanArgs ofQueue = ScanArgs.Builder.matches("baton:{" + queue + "}:*").limit(5_000);
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            KeyScanCursor<String> page = redis().scan(cursor, ofQueue);
            if (!page.getKeys().isEmpty()) {
                redis().unlink(page.getKeys().toArray(String[]::new));
            }
            cursor = page;
        } while (!cursor.isFinished());
    }

    /** Which program and version, and how it keeps its data. */
    public String describe() {
        ServerInfo info = ServerInfo.read(redis());
        String program = own == null
                ? "at " + uri.getHost() + ":" + uri.getPort()
                : own.binary().toString();
        return info.text("redis_version") + " (" + program + ", " + info.text("mem_allocator") + "), append-only file "
                + (appends() ? "on" : "off");
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        if (own != null) {
            own.close();
        }
    }
}
