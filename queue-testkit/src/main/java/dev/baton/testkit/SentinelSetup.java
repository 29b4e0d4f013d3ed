package dev.baton.testkit;

import dev.baton.embedded.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A primary with replicas and three Sentinels that watch them: real processes on this machine, each of which can be
 * killed, frozen and started again. A primary that does not answer for a second is failed over. Thread-safe.
 */
public final class SentinelSetup implements AutoCloseable {
    /** The name under which the Sentinels know the primary. */
    public static final String MASTER = "baton";

    private static final int SENTINELS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path directory;
    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    private SentinelSetup() {
        directory = Directories.fresh();
    }

    /** One primary and two replicas, which all append to files, so that a restart brings their data back. */
    public static SentinelSetup start() {
        return start(2);
    }

    /** With another number of replicas, 1 or more; returns when the Sentinels could fail over. */
    public static SentinelSetup start(int replicas) {
        var setup = new SentinelSetup();
        boolean up = false;
        try {
            setup.startServers(replicas);
            setup.startSentinels();
            up = true;
            return setup;
        } finally {
            if (!up) {
                setup.close();
            }
        }
    }

    private void startServers(int replicas) {
        for (int i = 0; i <= replicas; i++) {
            var builder = RedisServer.builder()
                    .appendOnly(directory.resolve("server-" + i))
                    .option("repl-diskless-sync-delay", "0")
                    .option("repl-ping-replica-period", "1")
                    .option("replica-read-only", "yes");
            servers.add(builder.start());
        }
        for (RedisServer replica : replicas()) {
            try (var redis = RawRedis.connect(replica)) {
                redis.call(
                        "REPLICAOF",
                        "127.0.0.1",
                        Integer.toString(servers.get(0).port()));
            }
        }
        Until.holds(
                "all replicas follow the primary",
                LIMIT,
                () -> replicas().stream().allMatch(SentinelSetup::follows));
    }

    private List<RedisServer> replicas() {
        return servers.subList(1, servers.size());
    }

    private static boolean follows(RedisServer replica) {
        try (var redis = RawRedis.connect(replica)) {
            return String.valueOf(redis.text("INFO", "replication")).contains("master_link_status:up");
        }
    }

    private void startSentinels() {
        for (int i = 0; i < SENTINELS; i++) {
            Path file = directory.resolve("sentinel-" + i + ".conf");
            try {
                Files.writeString(
                        file,
                        String.join(
                                "\n",
                                "sentinel monitor " + MASTER + " 127.0.0.1 "
                                        + servers.get(0).port() + " 2",
                                "sentinel down-after-milliseconds " + MASTER + " 1000",
                                "sentinel failover-timeout " + MASTER + " 6000",
                                "sentinel parallel-syncs " + MASTER + " 2",
                                ""));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            sentinels.add(RedisServer.builder().asSentinel(file).start());
        }
        Until.holds(
                "the Sentinels know one another and all replicas",
                LIMIT,
                () -> sentinels.stream().allMatch(this::isReady));
    }

    private boolean isReady(RedisServer sentinel) {
        try (var redis = RawRedis.connect(sentinel)) {
            List<String> facts = redis.texts("SENTINEL", "MASTER", MASTER);
            return fact(facts, "num-other-sentinels").equals(Integer.toString(SENTINELS - 1))
                    && fact(facts, "num-slaves").equals(Integer.toString(servers.size() - 1))
                    && fact(facts, "flags").equals("master")
                    && String.valueOf(redis.text("SENTINEL", "CKQUORUM", MASTER))
                            .startsWith("OK");
        }
    }

    private static String fact(List<String> facts, String name) {
        int at = facts.indexOf(name);
        return at < 0 ? "" : facts.get(at + 1);
    }

    /** {@code redis-sentinel://…} with all Sentinels. */
    public String uri() {
        return "redis-sentinel://"
                + sentinels.stream().map(one -> "127.0.0.1:" + one.port()).collect(Collectors.joining(",")) + "#"
                + MASTER;
    }

    /** Primary and replicas, in whatever role they are now. */
    public List<RedisServer> servers() {
        return List.copyOf(servers);
    }

    public List<RedisServer> sentinels() {
        return List.copyOf(sentinels);
    }

    /** The primary as most Sentinels see it; one that has died stays it until it is replaced. */
    public RedisServer primary() {
        return sentinels.stream()
                .filter(RedisServer::isRunning)
                .map(this::primarySeenBy)
                .collect(Collectors.groupingBy(server -> server, Collectors.counting()))
                .entrySet()
                .stream()
                .max(java.util.Map.Entry.comparingByValue())
                .orElseThrow(() -> new IllegalStateException("No Sentinel runs."))
                .getKey();
    }

    private RedisServer primarySeenBy(RedisServer sentinel) {
        try (var redis = RawRedis.connect(sentinel)) {
            int port = Integer.parseInt(
                    redis.texts("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER).get(1));
            return servers.stream()
                    .filter(server -> server.port() == port)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Waits until another server than this one is the primary, says so itself, and most Sentinels know. */
    public RedisServer awaitSuccessor(RedisServer former, Duration limit) {
        Until.holds(
                "another server than " + former + " is the primary",
                limit,
                () -> primary() != former && role(primary()).equals("master"));
        return primary();
    }

    /** Waits until this server is a replica. */
    public void awaitReplica(RedisServer server, Duration limit) {
        Until.holds(server + " is a replica", limit, () -> role(server).equals("slave"));
    }

    /** Waits until no client of this library is connected to a server. */
    public void awaitDeserted(RedisServer server, Duration limit) {
        Until.holds("no client stays with " + server, limit, () -> {
            try (var redis = RawRedis.connect(server)) {
                return !String.valueOf(redis.text("CLIENT", "LIST")).contains(" name=baton ");
            }
        });
    }

    /** Asks the Sentinels for a failover though all is well. */
    public void failOver() {
        try (var redis = RawRedis.connect(sentinels.get(0))) {
            redis.call("SENTINEL", "FAILOVER", MASTER);
        }
    }

    private static String role(RedisServer server) {
        try (var redis = RawRedis.connect(server)) {
            return redis.texts("ROLE").get(0);
        }
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        servers.forEach(RedisServer::close);
        Directories.delete(directory);
    }
}
