package dev.baton.testkit;

import dev.baton.embedded.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A server with an AOF for one test class, and the directory that goes with it. */
final class OwnRedis implements AutoCloseable {
    private final Path directory;
    private final RedisServer server;

    OwnRedis() {
        try {
            directory = Files.createTempDirectory("baton-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    public void close() throws IOException {
        server.close();
        try (var files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
