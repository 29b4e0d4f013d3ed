package dev.baton.redis;

import dev.baton.model.Printable;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where Redis is: what lettuce needs to connect, and what a person may read.
 *
 * @param uri never printed, for it holds the password
 * @param display scheme, host, port and database, nothing else
 */
record ServerAddress(RedisURI uri, String display) {
    private static final Set<String> SCHEMES = Set.of("redis", "rediss", "redis-sentinel", "rediss-sentinel");
    private static final String RIGHT = "use redis://[user:password@]host[:port][/database], rediss:// for TLS, or "
            + "redis-sentinel://[password@]host[:port][,host…]/[database]#master";

    /**
     * @param timeout of the handshake
     * @throws IllegalArgumentException with one sentence that never shows a password
     */
    static ServerAddress parse(String text, Duration timeout) {
        int colon = text.indexOf("://");
        if (colon < 0 || !SCHEMES.contains(text.substring(0, colon).toLowerCase(Locale.ROOT))) {
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
        uri.setTimeout(timeout);
        for (RedisURI one : uri.getSentinels()) {
            one.setTimeout(timeout);
        }
        if (uri.getClientName() == null) {
            uri.setClientName("baton");
        }
        return new ServerAddress(uri, describe(uri));
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
