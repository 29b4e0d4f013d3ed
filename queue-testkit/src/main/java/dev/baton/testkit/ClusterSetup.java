package dev.baton.testkit;

import dev.baton.embedded.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Redis Cluster of three primaries and three replicas: real processes on this machine, each of which can be killed,
 * frozen and started again, and slots that can be moved. A primary that does not answer for a second is failed over.
 * Thread-safe.
 */
public final class ClusterSetup implements AutoCloseable {
    private static final int PRIMARIES = 3;
    private static final int SLOTS = 16_384;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path directory;
    private final List<RedisServer> servers = new ArrayList<>();

    private ClusterSetup() {
        directory = Directories.fresh();
    }

    /** Returns when every node sees all slots served and every replica follows its primary. */
    public static ClusterSetup start() {
        var setup = new ClusterSetup();
        boolean up = false;
        try {
            setup.startServers();
            setup.form();
            up = true;
            return setup;
        } finally {
            if (!up) {
                setup.close();
            }
        }
    }

    private void startServers() {
        for (int i = 0; i < 2 * PRIMARIES; i++) {
            servers.add(RedisServer.builder()
                    .appendOnly(directory.resolve("server-" + i))
                    .option("cluster-enabled", "yes")
                    .option("cluster-config-file", "nodes.conf")
                    .option("cluster-node-timeout", "1000")
                    .option("cluster-replica-validity-factor", "0")
                    .option("repl-diskless-sync-delay", "0")
                    .option("repl-ping-replica-period", "1")
                    .start());
        }
    }

    private void form() {
        for (int i = 0; i < servers.size(); i++) {
            tell(servers.get(i), "CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            if (i < PRIMARIES) {
                int first = SLOTS * i / PRIMARIES;
                int last = SLOTS * (i + 1) / PRIMARIES - 1;
                tell(servers.get(i), "CLUSTER", "ADDSLOTSRANGE", Integer.toString(first), Integer.toString(last));
            }
            if (i > 0) {
                tell(
                        servers.get(0),
                        "CLUSTER",
                        "MEET",
                        "127.0.0.1",
                        Integer.toString(servers.get(i).port()));
            }
        }
        Until.holds("all nodes know one another", LIMIT, () -> servers.stream().allMatch(this::knowsAll));
        for (int i = PRIMARIES; i < servers.size(); i++) {
            tell(servers.get(i), "CLUSTER", "REPLICATE", idOf(servers.get(i - PRIMARIES)));
        }
        Until.holds(
                "every replica follows its primary",
                LIMIT,
                () -> servers.stream()
                        .skip(PRIMARIES)
                        .allMatch(
                                replica -> tell(replica, "INFO", "replication").contains("master_link_status:up")));
        awaitWell(LIMIT);
    }

    private boolean knowsAll(RedisServer server) {
        String info = tell(server, "CLUSTER", "INFO");
        return info.contains("cluster_state:ok")
                && info.contains("cluster_known_nodes:" + servers.size())
                && nodes(server).stream().noneMatch(line -> line.contains("handshake"));
    }

    /** {@code redis+cluster://…} with the three nodes that were primaries at first. */
    public String uri() {
        return "redis+cluster://"
                + servers.stream()
                        .limit(PRIMARIES)
                        .map(server -> "127.0.0.1:" + server.port())
                        .collect(Collectors.joining(","));
    }

    /** All nodes, in whatever role they are now; at first three primaries and then their replicas, in order. */
    public List<RedisServer> servers() {
        return List.copyOf(servers);
    }

    /** The slot of all keys of a queue. */
    public int slotOf(String queue) {
        return Integer.parseInt(tell(anyRunning(), "CLUSTER", "KEYSLOT", "baton:{" + queue + "}:meta"));
    }

    /** A name for a queue that lives on this primary: {@code <prefix>-<number>}. */
    public String queueOn(RedisServer primary, String prefix) {
        for (int i = 0; i < SLOTS; i++) {
            String queue = prefix + "-" + i;
            if (ownerOf(slotOf(queue)) == primary) {
                return queue;
            }
        }
        throw new IllegalStateException(primary + " owns no slot.");
    }

    /** The primary that owns a slot, as the nodes that run see it. */
    public RedisServer ownerOf(int slot) {
        for (String line : nodes(anyRunning())) {
            String[] parts = line.split(" ");
            for (int i = 8; i < parts.length; i++) {
                if (contains(parts[i], slot)) {
                    return serverAt(parts[1]);
                }
            }
        }
        throw new IllegalStateException("Nobody owns slot " + slot + ".");
    }

    /** A range is {@code 5461}, {@code 5461-10922}, or tells of a move: {@code [5461->-…]}. */
    private static boolean contains(String range, int slot) {
        if (range.startsWith("[")) {
            return false;
        }
        int dash = range.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
        return slot >= first && slot <= last;
    }

    private RedisServer serverAt(String address) {
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1, address.indexOf('@')));
        return servers.stream()
                .filter(server -> server.port() == port)
                .findFirst()
                .orElseThrow();
    }

    /** Waits until another node than this one owns a slot and says so itself. */
    public RedisServer awaitSuccessor(RedisServer former, int slot, Duration limit) {
        Until.holds("another node than " + former + " owns slot " + slot, limit, () -> {
            RedisServer owner = ownerOf(slot);
            return owner != former && tell(owner, "ROLE").startsWith("[master");
        });
        return ownerOf(slot);
    }

    /** Waits until every node that runs sees all slots served. */
    public void awaitWell(Duration limit) {
        Until.holds(
                "the cluster is well",
                limit,
                () -> servers.stream()
                        .filter(RedisServer::isRunning)
                        .allMatch(server -> tell(server, "CLUSTER", "INFO").contains("cluster_state:ok")));
    }

    /** Begins to move a slot to another primary while clients go on; its keys move step by step. */
    public SlotMove move(int slot, RedisServer target) {
        return SlotMove.begin(this, slot, ownerOf(slot), target);
    }

    /** The id under which the nodes know this one. */
    String idOf(RedisServer server) {
        return tell(server, "CLUSTER", "MYID");
    }

    /** Those that own slots. */
    List<RedisServer> primaries() {
        return nodes(anyRunning()).stream()
                .map(line -> line.split(" "))
                .filter(parts -> parts.length > 8 && parts[2].contains("master") && !parts[2].contains("fail"))
                .map(parts -> serverAt(parts[1]))
                .toList();
    }

    private RedisServer anyRunning() {
        return servers.stream()
                .filter(server -> server.isRunning() && !server.isSuspended())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No node runs."));
    }

    private static List<String> nodes(RedisServer asked) {
        return tell(asked, "CLUSTER", "NODES").lines().toList();
    }

    static String tell(RedisServer server, String... words) {
        try (var redis = RawRedis.connect(server)) {
            return String.valueOf(redis.text(words));
        }
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
        Directories.delete(directory);
    }
}
