package dev.baton.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of a server below its guard, a small shell script that ends the server when this JVM is gone. */
final class GuardedProcess {
    private static final String GUARD = readGuard();
    private static final int SPAWN_SECONDS = 30;

    private final Process guard;
    private final ProcessHandle server;
    private final ServerLog log;

    private GuardedProcess(Process guard, ProcessHandle server, ServerLog log) {
        this.guard = guard;
        this.server = server;
        this.log = log;
    }

    /** Starts it without waiting for it to be ready. */
    static GuardedProcess start(List<String> command, String scratchDirectory, String name) {
        var words = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "sh"));
        words.addAll(command);
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("BATON_SCRATCH", scratchDirectory);
        Process guard;
        try {
            guard = builder.start();
        } catch (IOException e) {
            throw new RedisStartException("/bin/sh could not start " + command.get(0) + ".", e);
        }
        var log = ServerLog.drain(guard.getInputStream(), "baton-" + name + "-log");
        boolean started = false;
        try {
            long pid = log.serverPid().get(SPAWN_SECONDS, TimeUnit.SECONDS);
            // A server that has ended already is no longer there to be handled; its guard tells the rest.
            ProcessHandle server = ProcessHandle.of(pid).orElse(guard.toHandle());
            started = true;
            return new GuardedProcess(guard, server, log);
        } catch (ExecutionException | TimeoutException e) {
            throw new RedisStartException(command.get(0) + " did not start. It wrote:\n  " + log.tail(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisStartException("Interrupted while starting " + command.get(0) + ".", e);
        } finally {
            if (!started) {
                guard.destroyForcibly();
            }
        }
    }

    long pid() {
        return server.pid();
    }

    ServerLog log() {
        return log;
    }

    boolean isAlive() {
        return guard.isAlive();
    }

    void terminate() {
        server.destroy();
    }

    void kill() {
        server.destroyForcibly();
    }

    /** Sends a signal that Java has no method for. The shell's own kill is everywhere, a program of that name is not. */
    void signal(String name) {
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " \"$1\"", "sh", Long.toString(pid()))
                    .redirectErrorStream(true)
                    .start();
            byte[] said = kill.getInputStream().readAllBytes();
            int status = kill.waitFor();
            if (status != 0) {
                throw new IllegalStateException("SIG" + name + " could not be sent to Redis, process " + pid() + ": "
                        + new String(said, StandardCharsets.UTF_8).strip());
            }
        } catch (IOException e) {
            throw new IllegalStateException("/bin/sh could not send SIG" + name + " to process " + pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sending SIG" + name + " to process " + pid(), e);
        }
    }

    /** Waits for the server's end, its guard's too, and for the last line of its log; false if the time is up before. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        if (!guard.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            log.ended().get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Only the tail of the log is missing then; the process itself has ended.
            return true;
        }
        return true;
    }

    private static String readGuard() {
        try (InputStream in = GuardedProcess.class.getResourceAsStream("guard.sh")) {
            if (in == null) {
                throw new IllegalStateException("guard.sh is missing beside " + GuardedProcess.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("guard.sh cannot be read", e);
        }
    }
}
