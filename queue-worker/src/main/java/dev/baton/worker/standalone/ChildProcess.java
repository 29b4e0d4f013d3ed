package dev.baton.worker.standalone;

import dev.baton.model.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One run of a command. Its input is fed and its output drained by threads of their own, so that a child can neither
 * block the handler nor fill the memory: of stdout the last line stays, of stderr the last 4 KiB.
 */
final class ChildProcess implements AutoCloseable {
    private static final int STDERR_BYTES = 4096;

    /** How long a child may take to end after SIGTERM. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    /** How long whoever inherited the output may hold it after the command itself has ended. */
    private static final Duration AFTER_EXIT = Duration.ofMillis(500);

    private final ProcessGroup group;
    private final LastLine stdout = new LastLine(Limits.RESULT_BYTES);
    private final Tail stderr = new Tail(STDERR_BYTES);
    private final CompletableFuture<Void> drained;

    private ChildProcess(ProcessGroup group, byte[] input, Executor pumps) {
        this.group = group;
        var process = group.leader();
        var out = CompletableFuture.runAsync(() -> drain(process.getInputStream(), this::addOut), pumps);
        var err = CompletableFuture.runAsync(() -> drain(process.getErrorStream(), this::addErr), pumps);
        this.drained = CompletableFuture.allOf(out, err);
        pumps.execute(() -> feed(process.getOutputStream(), input));
    }

    /**
     * @param environment the whole environment of the command
     * @param setsid the program of that name, or null
     * @param pumps runs three short-lived tasks a child at once, so it must not be bounded
     * @throws IOException if the program cannot be started
     */
    static ChildProcess start(
            List<String> words, Map<String, String> environment, byte[] input, @Nullable Path setsid, Executor pumps)
            throws IOException {
        var builder = new ProcessBuilder(words);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new ChildProcess(ProcessGroup.start(builder, setsid), input, pumps);
    }

    /**
     * Waits for the command to end, then for its output. What it left running with its output in hand is ended with
     * it: otherwise a job would be done while its work goes on.
     */
    int awaitExit() throws InterruptedException {
        int code = group.leader().waitFor();
        if (!awaitDrained(AFTER_EXIT)) {
            group.end(PATIENCE);
            awaitDrained(AFTER_EXIT);
        }
        return code;
    }

    /** SIGTERM to it and its children, SIGKILL after {@link #PATIENCE}. */
    void end() {
        group.end(PATIENCE);
    }

    /** SIGKILL to all of them and their children, without waiting for their end. */
    static void killAll(Collection<ChildProcess> children) {
        ProcessGroup.killAll(children.stream().map(child -> child.group).toList());
    }

    /** The last line of stdout that is not blank: at most one byte more than a result may have. */
    synchronized byte[] lastLine() {
        return stdout.get();
    }

    /** The end of stderr. */
    synchronized String errors() {
        return stderr.text();
    }

    /** Kills what is left; does nothing after {@link #awaitExit}. */
    @Override
    public void close() {
        if (group.leader().isAlive()) {
            group.kill();
        }
    }

    private boolean awaitDrained(Duration limit) throws InterruptedException {
        try {
            drained.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("The output of a command could not be read", e);
        }
    }

    private synchronized void addOut(byte[] bytes, int length) {
        stdout.add(bytes, length);
    }

    private synchronized void addErr(byte[] bytes, int length) {
        stderr.add(bytes, length);
    }

    private static void drain(InputStream stream, Sink sink) {
        byte[] buffer = new byte[16_384];
        // When the leader ends, the JDK gathers what is still in the pipe into memory, for as long as more comes: a
        // grandchild that floods it would fill the heap. It takes this monitor for that, so we hold it until the end.
        synchronized (stream) {
            try (stream) {
                int read;
                while ((read = stream.read(buffer)) >= 0) {
                    sink.add(buffer, read);
                }
            } catch (IOException e) {
                // Closed under our hands, because the process is gone: what was read stays.
                return;
            }
        }
    }

    private static void feed(OutputStream stdin, byte[] input) {
        try (stdin) {
            stdin.write(input);
        } catch (IOException e) {
            // A command need not read its input. Whether it did its work, its exit code says.
            return;
        }
    }

    private interface Sink {
        void add(byte[] bytes, int length);
    }
}
