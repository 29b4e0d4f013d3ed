package dev.baton.redis;

import dev.baton.model.Printable;
import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What INFO says of a server, and whether it fits. The eviction policy is read from here too, since CONFIG is often
 * forbidden.
 */
record ServerFacts(
        String version, String runId, String role, String evictionPolicy, boolean loading, boolean clustered) {
    private static final int OLDEST = 700;
    private static final int OLDEST_WAITAOF = 702;
    private static final Pattern NUMBER = Pattern.compile("^\\w+ (\\d{1,5})(?:\\.(\\d{1,2}))?");

    static ServerFacts read(String info) {
        Map<String, String> fields = fields(info);
        String product = fields.getOrDefault("server_name", "redis");
        String version = fields.getOrDefault(product + "_version", fields.getOrDefault("redis_version", "unknown"));
        return new ServerFacts(
                (product.equals("valkey") ? "Valkey " : "Redis ") + version,
                fields.getOrDefault("run_id", ""),
                fields.getOrDefault("role", ""),
                fields.getOrDefault("maxmemory_policy", "noeviction"),
                fields.getOrDefault("loading", "0").equals("1"),
                fields.getOrDefault("redis_mode", "").equals("cluster")
                        || fields.getOrDefault("cluster_enabled", "0").equals("1"));
    }

    /** @throws StoreException with one sentence that names what was found and what would be right */
    void requireFit(String address, boolean evictionAllowed, boolean asCluster) {
        if (!isAtLeast(OLDEST)) {
            throw new StoreException(
                    Kind.UNFIT,
                    "The server at " + address + " is " + Printable.line(version, 60)
                            + ", which is too old: use Redis 7.0 or later, or any Valkey");
        }
        if (loading) {
            throw new StoreException(
                    Kind.NOT_READY, "Redis at " + address + " is still loading its data: try again in a while");
        }
        if (clustered && !asCluster) {
            throw new StoreException(
                    Kind.UNFIT,
                    "Redis at " + address
                            + " is one node of a cluster: give its address as redis+cluster://host:port[,host…]");
        }
        if (isReplica()) {
            throw new StoreException(
                    Kind.NOT_READY,
                    "Redis at " + address
                            + " is a replica, which takes no writes: give the address of the primary, or a"
                            + " redis-sentinel:// address that finds it");
        }
        if (!evictionAllowed && !evictionPolicy.equals("noeviction")) {
            throw new StoreException(
                    Kind.UNFIT,
                    "Redis at " + address + " has the maxmemory-policy " + Printable.line(evictionPolicy, 60)
                            + ", under which it may throw jobs away: set it to noeviction, or allow eviction explicitly");
        }
    }

    boolean isReplica() {
        return role.equals("slave");
    }

    /**
     * Whether a server can say that something is on its disk.
     *
     * @param info its sections "server" and "persistence"
     * @throws StoreException UNFIT, with one sentence that names what was found and what would be right
     */
    static void requireFsync(String info, String address) {
        ServerFacts facts = read(info);
        if (!facts.isAtLeast(OLDEST_WAITAOF)) {
            throw new StoreException(
                    Kind.UNFIT,
                    "The server at " + address + " is " + Printable.line(facts.version(), 60)
                            + ", which cannot confirm what is on disk: use Redis 7.2 or later, or Valkey, or ask for"
                            + " replicas only; nothing was enqueued");
        }
        if ("0".equals(fields(info).get("aof_enabled"))) {
            throw new StoreException(
                    Kind.UNFIT,
                    "Redis at " + address + " keeps no append-only file, so nothing is ever on disk there: set"
                            + " appendonly to yes, or ask for replicas only; nothing was enqueued");
        }
    }

    private static Map<String, String> fields(String info) {
        Map<String, String> fields = new HashMap<>();
        for (String line : info.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return fields;
    }

    /** @param least the major version times 100, plus the minor one */
    private boolean isAtLeast(int least) {
        if (version.startsWith("Valkey ")) {
            return true;
        }
        Matcher number = NUMBER.matcher(version);
        return number.find()
                && 100 * Integer.parseInt(number.group(1))
                                + (number.group(2) == null ? 0 : Integer.parseInt(number.group(2)))
                        >= least;
    }
}
