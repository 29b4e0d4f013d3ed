package dev.baton.doctor;

import dev.baton.model.Printable;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where Redis is.
 *
 * @param seeds of a cluster some of its nodes, else exactly one; never printed, for they hold the password
 * @param isCluster whether the seeds are nodes of a cluster
 * @param display without secrets
 */
record Address(List<RedisURI> seeds, boolean isCluster, String display) {
    /** Baton's own, for the driver has no form for a cluster. */
    private static final Set<String> CLUSTER_SCHEMES = Set.of("redis+cluster", "rediss+cluster");

    private static final Set<String> SCHEMES = Set.of("redis", "rediss", "redis-sentinel", "rediss-sentinel");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** @throws IllegalArgumentException with one sentence that never shows a password */
    static Address parse(String text) {
        int end = text.indexOf("://");
        String scheme = end < 0 ? "" : text.substring(0, end).toLowerCase(Locale.ROOT);
        if (CLUSTER_SCHEMES.contains(scheme)) {
            return parseCluster(text, scheme, text.substring(end + 3));
        }
        if (!SCHEMES.contains(scheme)) {
            throw refuse(text);
        }
        RedisURI uri;
        try {
            uri = RedisURI.create(text);
        } catch (RuntimeException e) {
            throw refuse(text); // not kept as the cause: its message would show the password
        }
        boolean sentinel = !uri.getSentinels().isEmpty();
        if (sentinel ? uri.getSentinelMasterId() == null : !isHost(uri)) {
            throw refuse(text);
        }
        uri.getSentinels().forEach(one -> one.setTimeout(TIMEOUT));
        return new Address(List.of(prepare(uri)), false, display(uri));
    }

    /** Each host becomes an address of its own, with the user and the password of all. */
    private static Address parseCluster(String text, String scheme, String rest) {
        int at = rest.lastIndexOf('@');
        String who = rest.substring(0, at + 1);
        String hosts = rest.substring(at + 1);
        if (hosts.endsWith("/")) {
            hosts = hosts.substring(0, hosts.length() - 1);
        }
        if (hosts.matches(".*[/?#].*")) {
            throw refuse(text); // a cluster has one database, and no options
        }
        List<RedisURI> seeds = new ArrayList<>();
        for (String host : hosts.split(",", -1)) {
            RedisURI uri;
            try {
                uri = RedisURI.create(scheme.substring(0, scheme.indexOf('+')) + "://" + who + host);
            } catch (RuntimeException e) {
                throw refuse(text); // not kept as the cause: its message would show the password
            }
            if (!isHost(uri)) {
                throw refuse(text);
            }
            seeds.add(prepare(uri));
        }
        String shown = seeds.stream().map(Address::hostAndPort).collect(Collectors.joining(","));
        return new Address(List.copyOf(seeds), true, scheme + "://" + shown);
    }

    private static RedisURI prepare(RedisURI uri) {
        uri.setTimeout(TIMEOUT);
        uri.setClientName("baton-doctor");
        return uri;
    }

    /** The address of a node that the cluster named: it comes with the user and the password of the seeds. */
    RedisURI prepared(RedisURI node) {
        return prepare(node);
    }

    /** The only seed, unless this is a cluster. */
    RedisURI uri() {
        return seeds.get(0);
    }

    private static String hostAndPort(RedisURI uri) {
        String host = uri.getHost().contains(":") ? "[" + uri.getHost() + "]" : uri.getHost();
        return host + ":" + uri.getPort();
    }

    private static boolean isHost(RedisURI uri) {
        String host = uri.getHost();
        boolean brokenPort = host != null && host.chars().filter(c -> c == ':').count() == 1;
        return host != null && !host.isBlank() && !brokenPort && uri.getPort() >= 1 && uri.getPort() <= 65_535;
    }

    static String display(RedisURI uri) {
        String scheme = uri.isSsl() ? "rediss" : "redis";
        String database = uri.getDatabase() == 0 ? "" : "/" + uri.getDatabase();
        if (uri.getSentinels().isEmpty()) {
            return scheme + "://" + hostAndPort(uri) + database;
        }
        String hosts = uri.getSentinels().stream().map(Address::hostAndPort).collect(Collectors.joining(","));
        return scheme + "-sentinel://" + hosts + database + "#" + uri.getSentinelMasterId();
    }

    private static IllegalArgumentException refuse(String text) {
        int at = text.lastIndexOf('@');
        int slashes = text.indexOf("://");
        String scheme = slashes >= 0 && slashes < at ? text.substring(0, slashes + 3) : "";
        String shown = at < 0 ? text : scheme + "***" + text.substring(at);
        return new IllegalArgumentException("The Redis address " + Printable.quote(shown)
                + " is not allowed: use redis://[user:password@]host[:port][/database], rediss:// for TLS,"
                + " redis-sentinel://[password@]host[:port][,host…]/[database]#master, or"
                + " redis+cluster://[user:password@]host[:port][,host…]");
    }

    @Override
    public String toString() {
        return display;
    }
}
