package dev.baton.redis;

import dev.baton.model.Printable;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where Redis is: what lettuce needs to connect, and what a person may read.
 *
 * @param seeds of a cluster some of its nodes, else exactly one; never printed, for they hold the password
 * @param isCluster whether the seeds are nodes of a cluster
 * @param display scheme, host, port and database, nothing else
 */
record ServerAddress(List<RedisURI> seeds, boolean isCluster, String display) {
    private static final Set<String> SCHEMES = Set.of("redis", "rediss", "redis-sentinel", "rediss-sentinel");
    /** Ours, for lettuce has no form for a cluster. */
    private static final String CLUSTER = "+cluster";

    private static final String RIGHT = "use redis://[user:password@]host[:port][/database], rediss:// for TLS, "
            + "redis-sentinel://[password@]host[:port][,host…]/[database]#master, or "
            + "redis+cluster://[user:password@]host[:port][,host…]";

    /**
     * @param timeout of the handshake
     * @throws IllegalArgumentException with one sentence that never shows a password
     */
    static ServerAddress parse(String text, Duration timeout) {
        int colon = text.indexOf("://");
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (scheme.equals("redis" + CLUSTER) || scheme.equals("rediss" + CLUSTER)) {
            return parseCluster(text, scheme, text.substring(colon + 3), timeout);
        }
        if (!SCHEMES.contains(scheme)) {
            throw refuse(text);
        }
        RedisURI uri;
        try {
            uri = RedisURI.create(text);
        } catch (RuntimeException e) {
            // Not kept as the cause: its message would show the password.
            throw refuse(text);
        }
        boolean sentinel = !uri.getSentinels().isEmpty();
        if (sentinel ? uri.getSentinelMasterId() == null : badHost(uri.getHost()) || badPort(uri.getPort())) {
            throw refuse(text);
        }
        prepare(uri, timeout);
        for (RedisURI one : uri.getSentinels()) {
            one.setTimeout(timeout);
        }
        return new ServerAddress(List.of(uri), false, describe(uri));
    }

    /** Each host becomes an address of its own, with the user and the password of all. */
    private static ServerAddress parseCluster(String text, String scheme, String rest, Duration timeout) {
        int at = rest.lastIndexOf('@');
        String who = at < 0 ? "" : rest.substring(0, at + 1);
        String hosts = rest.substring(at + 1);
        if (hosts.endsWith("/")) {
            hosts = hosts.substring(0, hosts.length() - 1);
        }
        if (hosts.contains("/") || hosts.contains("?") || hosts.contains("#")) {
            throw new IllegalArgumentException("The Redis address " + Printable.quote(withoutSecrets(text))
                    + " is not allowed: a cluster has one database and no further options; use " + scheme
                    + "://[user:password@]host[:port][,host…]");
        }
        List<RedisURI> seeds = new ArrayList<>();
        String plain = scheme.substring(0, scheme.length() - CLUSTER.length());
        for (String host : hosts.split(",", -1)) {
            RedisURI uri;
            try {
                uri = RedisURI.create(plain + "://" + who + host);
            } catch (RuntimeException e) {
                // Not kept as the cause: its message would show the password.
                throw refuse(text);
            }
            if (badHost(uri.getHost()) || badPort(uri.getPort())) {
                throw refuse(text);
            }
            prepare(uri, timeout);
            seeds.add(uri);
        }
        String display =
                scheme + "://" + seeds.stream().map(ServerAddress::hostAndPort).collect(Collectors.joining(","));
        return new ServerAddress(List.copyOf(seeds), true, display);
    }

    private static void prepare(RedisURI uri, Duration timeout) {
        uri.setTimeout(timeout);
        if (uri.getClientName() == null) {
            uri.setClientName("baton");
        }
    }

    /** The first seed; all there is unless this is a cluster. */
    RedisURI uri() {
        return seeds.get(0);
    }

    /** Whether Sentinels name the server. */
    boolean isSentinel() {
        return !uri().getSentinels().isEmpty();
    }

    /** A single colon is no IPv6 address: it parts the host from what should have been a port. */
    private static boolean badHost(String host) {
        return host == null
                || host.isBlank()
                || host.chars().filter(c -> c == ':').count() == 1;
    }

    private static boolean badPort(int port) {
        return port < 1 || port > 65_535;
    }

    private static String describe(RedisURI uri) {
        String database = uri.getDatabase() == 0 ? "" : "/" + uri.getDatabase();
        if (uri.getSentinels().isEmpty()) {
            return (uri.isSsl() ? "rediss://" : "redis://") + hostAndPort(uri) + database;
        }
        String hosts =
                uri.getSentinels().stream().map(ServerAddress::hostAndPort).collect(Collectors.joining(","));
        return (uri.isSsl() ? "rediss-sentinel://" : "redis-sentinel://")
                + hosts
                + database
                + "#"
                + uri.getSentinelMasterId();
    }

    private static String hostAndPort(RedisURI uri) {
        String host = uri.getHost().contains(":") ? "[" + uri.getHost() + "]" : uri.getHost();
        return host + ":" + uri.getPort();
    }

    private static IllegalArgumentException refuse(String text) {
        return new IllegalArgumentException(
                "The Redis address " + Printable.quote(withoutSecrets(text)) + " is not allowed: " + RIGHT);
    }

    /** Everything between the scheme and the last @ may be a secret, also when the rest is nonsense. */
    private static String withoutSecrets(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            return text;
        }
        int slashes = text.indexOf("://");
        return (slashes >= 0 && slashes < at ? text.substring(0, slashes + 3) : "") + "***" + text.substring(at);
    }

    @Override
    public String toString() {
        return display;
    }
}
