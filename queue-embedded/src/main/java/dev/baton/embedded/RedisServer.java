package dev.baton.embedded;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Redis of one's own: a {@code redis-server} process on 127.0.0.1 that ends when it is closed or when this JVM
 * ends, even by SIGKILL. It can be killed, restarted and suspended, to see what its clients make of that.
 *
 * <pre>{@code
 * try (RedisServer redis = RedisServer.builder().inMemory().start()) {
 *     connect(redis.uri());
 * }
 * }</pre>
 *
 * <p>Which program runs: a {@code valkey-server} or {@code redis-server} on PATH of version 7.0 or later, else the Redis
 * 7.0.15 that comes along for Linux and macOS. The system property {@value #SERVERS_PROPERTY} names others in their place:
 * paths and the word {@code bundled}, separated by commas, the first of which runs. Thread-safe; the calls that start or
 * end the process exclude one another.
 */
public final class RedisServer implements AutoCloseable {
    /** Name of the system property that names servers. */
    public static final String SERVERS_PROPERTY = "baton.redis.servers";

    private static final Logger LOG = LoggerFactory.getLogger(RedisServer.class);
    private static final Duration CLEAN_STOP = Duration.ofSeconds(15);
    private static final Duration KILLED = Duration.ofSeconds(10);
    private static final Duration PROBE_PAUSE = Duration.ofMillis(10);
    private static final int PORT_TRIES = 20;

    private final RedisServerSettings settings;
    private final int port;
    private GuardedProcess process;
    private boolean suspended;
    private boolean closed;

    private RedisServer(RedisServerSettings settings, int port, GuardedProcess process) {
        this.settings = settings;
        this.port = port;
        this.process = process;
    }

    /** A description to fill in; without further words: in memory, a free port, no password. */
    public static RedisServerBuilder builder() {
        return new RedisServerBuilder();
    }

    /**
     * Every server that can be had here, for tests that should hold on each of them: {@link RedisServerBuilder#program}
     * takes it. The first is the one that runs when nothing is said.
     *
     * @throws RedisStartException if a server that was named is none, or the one that comes along cannot be unpacked
     */
    public static List<Path> programs() {
        return BinaryFinder.forThisMachine().all().map(RedisBinary::path).toList();
    }

    /** Port 0 stands for a free one. */
    static RedisServer start(RedisServerSettings settings, int wantedPort) {
        try {
            if (wantedPort != 0) {
                return new RedisServer(settings, wantedPort, launch(settings, wantedPort));
            }
            for (int i = 1; ; i++) {
                int port = FreePort.find();
                try {
                    return new RedisServer(settings, port, launch(settings, port));
                } catch (PortTakenException e) {
                    // Somebody took it between our look and the server's bind; that happens, but not twenty times.
                    if (i == PORT_TRIES) {
                        throw e.toStartException();
                    }
                }
            }
        } catch (PortTakenException e) {
            settings.directory().vacate();
            throw e.toStartException();
        } catch (RuntimeException e) {
            settings.directory().vacate();
            throw e;
        }
    }

    /** Its address, the password included: {@code redis://[:password@]127.0.0.1:port}. */
    public String uri() {
        String password = settings.password();
        String user = password == null
                ? ""
                : ":" + URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20") + "@";
        return "redis://" + user + "127.0.0.1:" + port;
    }

    /** The port on 127.0.0.1; the same over all restarts. */
    public int port() {
        return port;
    }

    /** The password that clients must give, or null if none is asked for. */
    public @Nullable String password() {
        return settings.password();
    }

    /** The process id of the server's present or last run. */
    public synchronized long pid() {
        return process.pid();
    }

    /** The version that the program itself states, such as {@code 7.0.15}. */
    public String version() {
        return settings.binary().version().toString();
    }

    /** Where the program came from. */
    public BinarySource source() {
        return settings.binary().source();
    }

    /** The program that runs. */
    public Path binary() {
        return settings.binary().path();
    }

    /** The directory of its files. In memory it is removed when the server ends. */
    public Path directory() {
        return settings.directory().path();
    }

    /** Whether the process is there, which it also is while suspended. */
    public synchronized boolean isRunning() {
        return process.isAlive();
    }

    /** Whether it was frozen by {@link #suspend()}. */
    public synchronized boolean isSuspended() {
        return suspended;
    }

    /** The last lines of the server's own log of its present or last run. */
    public synchronized String log() {
        return process.log().tail();
    }

    /** Ends it with SIGKILL, as a crash would, and returns when it is gone. What was appended to the AOF is kept. */
    public synchronized void kill() {
        process.kill();
        awaitEnd(KILLED);
    }

    /** Ends it with SIGTERM and returns when it is gone; after 15 seconds with SIGKILL. Does nothing if it is gone. */
    public synchronized void stop() {
        if (!process.isAlive()) {
            return;
        }
        if (suspended) {
            resume();
        }
        process.terminate();
        if (!awaitEnd(CLEAN_STOP)) {
            LOG.warn("Redis, process {}, did not end within {} of SIGTERM and is killed.", process.pid(), CLEAN_STOP);
            kill();
        }
    }

    /**
     * Starts it again on the same port and directory after {@link #kill()} or {@link #stop()}, and returns when it
     * answers. With {@link RedisServerBuilder#appendOnly} its data is there again, in memory it is empty. A file whose end
     * was torn by a crash is written anew before this returns.
     *
     * @throws IllegalStateException if it is running or closed
     * @throws RedisStartException if it does not come up
     */
    public synchronized void start() {
        if (closed) {
            throw new IllegalStateException("The Redis on port " + port + " is closed and cannot be started again.");
        }
        if (process.isAlive()) {
            throw new IllegalStateException("The Redis on port " + port + " is running already.");
        }
        suspended = false;
        try {
            process = launch(settings, port);
        } catch (PortTakenException e) {
            throw e.toStartException();
        }
    }

    /** Stops it with SIGTERM if it runs, then {@link #start()}. */
    public synchronized void restart() {
        stop();
        start();
    }

    /** Freezes it with SIGSTOP: connections stay open, nothing is answered. */
    public synchronized void suspend() {
        process.signal("STOP");
        suspended = true;
    }

    /** Lets it go on after {@link #suspend()}. */
    public synchronized void resume() {
        process.signal("CONT");
        suspended = false;
    }

    /** Stops it; a directory in memory goes, one given for the AOF stays. Repeatable. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            stop();
        } finally {
            settings.directory().vacate();
        }
    }

    @Override
    public String toString() {
        return "Redis " + version() + " (" + binary() + ") on 127.0.0.1:" + port;
    }

    private boolean awaitEnd(Duration limit) {
        try {
            return process.awaitEnd(limit);
        } catch (InterruptedException e) {
            process.kill();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while ending Redis, process " + process.pid() + ".", e);
        }
    }

    private static GuardedProcess launch(RedisServerSettings settings, int port) throws PortTakenException {
        // The guard of the run before has removed a scratch directory.
        settings.directory().occupy();
        var started = GuardedProcess.start(settings.commandLine(port), settings.scratch(), "redis-" + port);
        boolean ready = false;
        try {
            awaitReady(settings, port, started);
            if (started.log().tellsOfATornFile()) {
                forgetTornTransaction(settings, port, started);
            }
            ready = true;
            return started;
        } finally {
            if (!ready) {
                started.kill();
            }
        }
    }

    /**
     * Redis cuts off the command at which the file is torn, but not what came before it in the same transaction, and does at
     * its next start what it did not do at this one: half of a script. (Seen with 7.0.15.) A file that is written anew holds
     * none of that.
     */
    private static void forgetTornTransaction(RedisServerSettings settings, int port, GuardedProcess process) {
        var probe = new ReadinessProbe(port, settings.password());
        long deadline = System.nanoTime() + settings.startTimeout().toNanos();
        boolean begun = probe.beginsRewrite();
        try {
            while (!begun || probe.isRewriting()) {
                if (process.awaitEnd(PROBE_PAUSE) || System.nanoTime() - deadline > 0) {
                    LOG.warn(
                            "The append-only file in {} was torn, and is not written anew yet: send BGREWRITEAOF before"
                                    + " Redis is started again, or a part of its last transaction may be done then.",
                            settings.directory().path());
                    return;
                }
                begun = begun || probe.beginsRewrite();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisStartException("Interrupted while the append-only file was written anew.", e);
        }
    }

    private static void awaitReady(RedisServerSettings settings, int port, GuardedProcess process)
            throws PortTakenException {
        var probe = new ReadinessProbe(port, settings.password());
        long deadline = System.nanoTime() + settings.startTimeout().toNanos();
        try {
            while (probe.answeringPid().orElse(-1) != process.pid()) {
                if (process.awaitEnd(PROBE_PAUSE)) {
                    if (process.log().tellsOfATakenPort()) {
                        throw new PortTakenException(port);
                    }
                    throw new RedisStartException(
                            settings.binary().path() + " ended at once. It wrote:\n  "
                                    + process.log().tail(),
                            null);
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new RedisStartException(
                            settings.binary().path() + " did not answer PING on port " + port + " within "
                                    + settings.startTimeout() + ". It wrote:\n  "
                                    + process.log().tail(),
                            null);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisStartException("Interrupted while waiting for Redis on port " + port + ".", e);
        }
    }
}
