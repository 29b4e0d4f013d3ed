package dev.baton.testkit;

import dev.baton.embedded.RedisServer;
import java.nio.file.Path;

/** A server with an AOF for one test class, and the directory that goes with it. */
final class OwnRedis implements AutoCloseable {
    private final Path directory;
    private final RedisServer server;

    OwnRedis() {
        directory = Directories.fresh();
        server = RedisServer.builder().appendOnly(directory).start();
    }

    RedisServer server() {
        return server;
    }

    /** Running and awake, whatever the test before has done to it. */
    void revive() {
        if (server.isRunning()) {
            server.resume();
        } else {
            server.start();
        }
    }

    @Override
    public void close() {
        server.close();
        Directories.delete(directory);
    }
}
