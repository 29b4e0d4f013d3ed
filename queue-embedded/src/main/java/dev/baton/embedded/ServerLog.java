package dev.baton.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drains a server's output, for a full pipe would stop it, and keeps the last lines for error messages. */
final class ServerLog {
    private static final Logger LOG = LoggerFactory.getLogger(ServerLog.class);
    private static final int KEPT_LINES = 20;
    private static final String GUARD_PREFIX = "baton-guard: ";
    private static final String TORN_FILE = "Truncating the AOF";

    private final Deque<String> lastLines = new ArrayDeque<>();
    private final CompletableFuture<Long> serverPid = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private boolean tornFile;

    /** Reads until the stream ends, in a daemon thread of its own. */
    static ServerLog drain(InputStream output, String threadName) {
        var log = new ServerLog();
        var thread = new Thread(() -> log.readAll(output), threadName);
        thread.setDaemon(true);
        thread.start();
        return log;
    }

    /** The server's process id as the guard tells it; fails when the output ends before. */
    CompletableFuture<Long> serverPid() {
        return serverPid;
    }

    /** Done when there is nothing more to read. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** The words are those of the C library: "Address already in use" by glibc, "Address in use" by musl. */
    synchronized boolean tellsOfATakenPort() {
        return lastLines.stream()
                .anyMatch(line -> line.contains("Address already in use") || line.contains("Address in use"));
    }

    /** Whether the end of the append-only file was torn, and the server cut it off when it loaded the file. */
    synchronized boolean tellsOfATornFile() {
        return tornFile;
    }

    synchronized String tail() {
        return lastLines.isEmpty() ? "(it wrote nothing)" : String.join("\n  ", lastLines);
    }

    private void readAll(InputStream output) {
        try (var reader = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            String line;
            while ((line = reader.readLine()) != null) {
                if (line.startsWith(GUARD_PREFIX)) {
                    serverPid.complete(
                            Long.valueOf(line.substring(GUARD_PREFIX.length()).trim()));
                } else if (!line.isBlank()) {
                    keep(line);
                }
            }
        } catch (IOException e) {
            // The process went away and took the pipe along: that is how this stream usually ends.
            LOG.debug("A server's output ended", e);
        } finally {
            serverPid.completeExceptionally(new IOException("the server's guard ended at once"));
            ended.complete(null);
        }
    }

    private synchronized void keep(String line) {
        LOG.debug("{}", line);
        tornFile |= line.contains(TORN_FILE);
        lastLines.addLast(line);
        if (lastLines.size() > KEPT_LINES) {
            lastLines.removeFirst();
        }
    }
}
