package dev.baton.testkit;

import dev.baton.embedded.RedisServer;
import java.util.ArrayList;
import java.util.List;

/**
 * A slot on its way from one primary to another, as {@code redis-cli --cluster reshard} would move it: until
 * {@link #finish()}, some of its keys are here and some are there.
 */
public final class SlotMove {
    private final ClusterSetup cluster;
    private final String slot;
    private final RedisServer source;
    private final RedisServer target;

    private SlotMove(ClusterSetup cluster, String slot, RedisServer source, RedisServer target) {
        this.cluster = cluster;
        this.slot = slot;
        this.source = source;
        this.target = target;
    }

    static SlotMove begin(ClusterSetup cluster, int slot, RedisServer source, RedisServer target) {
        if (source == target) {
            throw new IllegalArgumentException("Slot " + slot + " is on " + target + " already.");
        }
        var move = new SlotMove(cluster, Integer.toString(slot), source, target);
        ClusterSetup.tell(target, "CLUSTER", "SETSLOT", move.slot, "IMPORTING", cluster.idOf(source));
        ClusterSetup.tell(source, "CLUSTER", "SETSLOT", move.slot, "MIGRATING", cluster.idOf(target));
        return move;
    }

    /** Moves up to so many keys; gives how many. */
    public int moveKeys(int most) {
        try (var redis = RawRedis.connect(source)) {
            List<String> keys = redis.texts("CLUSTER", "GETKEYSINSLOT", slot, Integer.toString(most));
            if (!keys.isEmpty()) {
                var words = new ArrayList<>(
                        List.of("MIGRATE", "127.0.0.1", Integer.toString(target.port()), "", "0", "10000", "KEYS"));
                words.addAll(keys);
                redis.call(words.toArray(String[]::new));
            }
            return keys.size();
        }
    }

    /** Moves what is left and hands the slot over: from now on it is the target's. */
    public void finish() {
        while (moveKeys(100) > 0) {
            // Until a look finds nothing; what clients may still write there meanwhile is found by the next.
            continue;
        }
        String owner = cluster.idOf(target);
        ClusterSetup.tell(target, "CLUSTER", "SETSLOT", slot, "NODE", owner);
        ClusterSetup.tell(source, "CLUSTER", "SETSLOT", slot, "NODE", owner);
        cluster.primaries().forEach(node -> ClusterSetup.tell(node, "CLUSTER", "SETSLOT", slot, "NODE", owner));
    }
}
