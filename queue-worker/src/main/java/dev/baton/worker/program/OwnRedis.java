package dev.baton.worker.program;

import dev.baton.embedded.RedisServer;
import dev.baton.embedded.RedisStartException;
import dev.baton.model.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The Redis that comes along, with its data in a directory that outlives it. While it runs, the directory holds its
 * address, so that a second worker can be told what to do instead of starting another Redis on the same files.
 */
public final class OwnRedis implements AutoCloseable {
    private static final String ADDRESS = "baton.uri";

    private final RedisServer server;

    private OwnRedis(RedisServer server) {
        this.server = server;
    }

    /** {@code $XDG_DATA_HOME/baton}, else {@code ~/.local/share/baton}. */
    public static Path defaultDirectory(Map<String, String> environment) {
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        // The XDG specification has relative paths ignored.
        if (data.startsWith("/")) {
            return Path.of(data, "baton");
        }
        String home = environment.getOrDefault("HOME", "");
        return Path.of(home.isEmpty() ? System.getProperty("user.home", ".") : home, ".local", "share", "baton");
    }

    /** @throws ProgramFailure if it cannot be started, or the directory belongs to one that runs */
    public static OwnRedis start(Path directory) {
        RedisServer server;
        try {
            server = RedisServer.builder().appendOnly(directory).start();
        } catch (RedisStartException e) {
            throw new ProgramFailure(refusal(directory, e), e);
        }
        var redis = new OwnRedis(server);
        try {
            Files.writeString(redis.addressFile(), server.uri() + "\n");
        } catch (IOException e) {
            redis.close();
            throw new ProgramFailure(
                    "The data directory " + shown(directory) + " cannot be written to: " + Failures.reason(e), e);
        }
        return redis;
    }

    public String uri() {
        return server.uri();
    }

    public Path directory() {
        return server.directory();
    }

    public String version() {
        return server.version();
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(addressFile());
        } catch (IOException e) {
            throw new ProgramFailure("The file " + shown(addressFile()) + " cannot be removed", e);
        } finally {
            server.close();
        }
    }

    private Path addressFile() {
        return server.directory().resolve(ADDRESS);
    }

    private static String refusal(Path directory, RedisStartException e) {
        String said = String.valueOf(e.getMessage());
        if (!said.contains("in use")) {
            return said;
        }
        String running = runningAddress(directory)
                .map(uri -> "start this one with --redis " + uri)
                .orElse("start this one with --redis and the URI that the other printed");
        return "The data directory " + shown(directory) + " is in use by another program's Redis: " + running
                + " to share its queues, or with --data and another directory";
    }

    private static Optional<String> runningAddress(Path directory) {
        try {
            String uri = Files.readString(directory.resolve(ADDRESS)).strip();
            return uri.matches("redis://127\\.0\\.0\\.1:\\d{1,5}") ? Optional.of(uri) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String shown(Path path) {
        return Printable.line(path.toString(), 200);
    }
}
