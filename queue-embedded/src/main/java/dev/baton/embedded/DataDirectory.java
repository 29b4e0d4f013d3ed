package dev.baton.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Where a server keeps its files. A directory of the user's belongs to one server at a time: Redis itself does not look
 * whether another one appends to the same AOF, and two of them ruin it.
 */
final class DataDirectory {
    private static final String PID_FILE = "redis.pid";
    private static final int PREDECESSOR_SECONDS = 10;

    private final Path path;
    private final boolean kept;
    private @Nullable FileChannel lock;

    private DataDirectory(Path path, boolean kept) {
        this.path = path;
        this.kept = kept;
    }

    /** A directory of the user's that outlives the server. */
    static DataDirectory kept(Path path) {
        return new DataDirectory(path.toAbsolutePath().normalize(), true);
    }

    /** A fresh one below the temporary directory, removed by the guard when the server ends. */
    static DataDirectory scratch() {
        try {
            return new DataDirectory(Files.createTempDirectory("baton-redis-").toAbsolutePath(), false);
        } catch (IOException e) {
            throw new RedisStartException("No temporary directory could be made for Redis.", e);
        }
    }

    Path path() {
        return path;
    }

    boolean isKept() {
        return kept;
    }

    Path pidFile() {
        return path.resolve(PID_FILE);
    }

    /** Makes it exist; takes a kept one for this server alone. Repeatable. */
    void occupy() {
        try {
            Files.createDirectories(path);
            if (kept && lock == null) {
                lock = lock();
                awaitPredecessor();
            }
        } catch (IOException e) {
            throw new RedisStartException("The data directory " + path + " cannot be used: " + why(e) + ".", e);
        }
    }

    private String why(IOException e) {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            return "it is a file";
        }
        if (e instanceof AccessDeniedException || !Files.isWritable(existing())) {
            return "permission denied";
        }
        return e instanceof FileSystemException files && files.getReason() != null
                ? files.getReason()
                : "it cannot be created (" + e.getClass().getSimpleName() + ")";
    }

    /** The directory, or the nearest above it that is there. */
    private Path existing() {
        Path at = path.toAbsolutePath();
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }

    /** Lets others have it. */
    void vacate() {
        FileChannel held = lock;
        lock = null;
        if (held != null) {
            try {
                held.close();
            } catch (IOException e) {
                throw new IllegalStateException("The lock of the data directory " + path + " could not be closed.", e);
            }
        }
    }

    private FileChannel lock() throws IOException {
        var channel = FileChannel.open(path.resolve("baton.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean mine = false;
        try {
            mine = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another server of this very JVM has it: the same refusal as for another process.
            mine = false;
        } finally {
            if (!mine) {
                channel.close();
            }
        }
        if (!mine) {
            throw inUse(
                    server().map(server -> " (process " + server.pid() + ")").orElse(""));
        }
        return channel;
    }

    /** A JVM that was killed leaves its lock at once, but its server needs a moment to write its last bytes. */
    private void awaitPredecessor() {
        var server = server();
        if (server.isEmpty()) {
            return;
        }
        try {
            server.get().onExit().get(PREDECESSOR_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            vacate();
            throw inUse(" (process " + server.get().pid() + ")");
        } catch (InterruptedException e) {
            vacate();
            Thread.currentThread().interrupt();
            throw new RedisStartException("Interrupted while waiting for the data directory " + path + ".", e);
        }
    }

    private Optional<ProcessHandle> server() {
        try {
            long pid = Long.parseLong(Files.readString(pidFile()).strip());
            return ProcessHandle.of(pid).filter(DataDirectory::looksLikeRedis);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Process ids are reused. On Debian the running program is called redis-check-rdb: a part of the name must do. */
    private static boolean looksLikeRedis(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> String.valueOf(Path.of(command).getFileName()))
                .filter(name -> name.contains("redis") || name.contains("valkey"))
                .isPresent();
    }

    private RedisStartException inUse(String by) {
        return new RedisStartException(
                "The data directory " + path + " is in use by another Redis" + by
                        + ": stop it or name another directory.",
                null);
    }
}
