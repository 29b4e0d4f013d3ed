package dev.baton.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what server to start. Not thread-safe; each {@link #start()} starts another one. */
public final class RedisServerBuilder {
    /** What is decided by a method here, and which one. */
    private static final Map<String, String> DECIDED_HERE = Map.of(
            "port", "port(…)",
            "bind", "nothing else: the server listens on 127.0.0.1 only",
            "dir", "appendOnly(…)",
            "appendonly", "appendOnly(…)",
            "requirepass", "password(…)",
            "daemonize", "nothing else: the server ends with the JVM",
            "pidfile", "nothing else: the data directory holds it",
            "logfile", "nothing else: see RedisServer.log()");

    private int port;
    private @Nullable Path program;
    private boolean bundled;
    private @Nullable Path appendOnly;
    private @Nullable Path sentinel;
    private @Nullable String password;
    private Duration startTimeout = Duration.ofSeconds(60);
    private final Map<String, List<String>> options = new LinkedHashMap<>();

    RedisServerBuilder() {}

    /** The port on 127.0.0.1, 1 to 65535, or 0 (the default) for a free one. */
    public RedisServerBuilder port(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("A port is 1 to 65535, or 0 for a free one; it was " + port + ".");
        }
        this.port = port;
        return this;
    }

    /** Nothing outlives the server. This is the default. */
    public RedisServerBuilder inMemory() {
        this.appendOnly = null;
        return this;
    }

    /**
     * Every write is appended to a file in this directory (fsync each second), which is made if it is missing, so that
     * data survives restarts. One server at a time may use it.
     */
    public RedisServerBuilder appendOnly(Path directory) {
        this.appendOnly = directory;
        return this;
    }

    /**
     * Starts no Redis but a Sentinel, which watches others and fails over between them.
     *
     * @param configuration its file, with at least one {@code sentinel monitor}; Sentinel itself rewrites it
     */
    public RedisServerBuilder asSentinel(Path configuration) {
        this.sentinel = configuration.toAbsolutePath();
        return this;
    }

    /** Clients must give this password. It stands in the process list: fit for tests and trials, not for secrets. */
    public RedisServerBuilder password(String password) {
        if (password.isEmpty()) {
            throw new IllegalArgumentException("The password is empty: give one or leave the call out.");
        }
        this.password = password;
        return this;
    }

    /** A line of Redis's configuration: {@code option("maxmemory", "10mb")}. A later one of the same name wins. */
    public RedisServerBuilder option(String name, String... values) {
        String decidedBy = DECIDED_HERE.get(name.toLowerCase(Locale.ROOT));
        if (decidedBy != null) {
            throw new IllegalArgumentException("The option " + name + " is decided by " + decidedBy + ".");
        }
        if (!name.matches("[A-Za-z][A-Za-z0-9-]*")) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of a Redis option.");
        }
        options.put(name, List.of(values));
        return this;
    }

    /** Takes the Redis that comes along, whatever is on PATH. */
    public RedisServerBuilder bundled() {
        this.bundled = true;
        return this;
    }

    /** Runs this program, a Redis or Valkey of 7.0 or later, whatever is on PATH or comes along. */
    public RedisServerBuilder program(Path file) {
        this.program = file.toAbsolutePath();
        return this;
    }

    /** How long it may take until it answers, its data loaded. Default 60 seconds, at least 100 ms. */
    public RedisServerBuilder startTimeout(Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("A start takes at least 100 ms; the time-out was " + timeout + ".");
        }
        this.startTimeout = timeout;
        return this;
    }

    /**
     * Starts the server and returns when it answers PING with its data loaded.
     *
     * @throws RedisStartException if none can be started: no program for this machine, the port or the directory is
     *     taken, Redis refuses an option (its own words are in the message); nothing runs then
     */
    public RedisServer start() {
        refuseWindows();
        if (program != null) {
            return start(BinaryFinder.given(program));
        }
        var finder = BinaryFinder.forThisMachine();
        return start(bundled ? finder.bundled() : finder.find());
    }

    RedisServer start(RedisBinary binary) {
        var directory = appendOnly == null ? DataDirectory.scratch() : DataDirectory.kept(appendOnly);
        return RedisServer.start(
                new RedisServerSettings(
                        binary, sentinel, directory, password, new LinkedHashMap<>(options), startTimeout),
                port);
    }

    private static void refuseWindows() {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            throw new RedisStartException(
                    "There is no Redis for Windows to bring along: install Redis 7.0 or later (in WSL or Docker) and"
                            + " pass its URI.",
                    null);
        }
    }
}
