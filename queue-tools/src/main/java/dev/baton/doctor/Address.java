package dev.baton.doctor;

import dev.baton.model.Printable;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where Redis is.
 *
 * @param uri never printed, for it holds the password
 * @param display without secrets
 */
record Address(RedisURI uri, String display) {
    private static final Set<String> SCHEMES = Set.of("redis", "rediss", "redis-sentinel", "rediss-sentinel");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** @throws IllegalArgumentException with one sentence that never shows a password */
    static Address parse(String text) {
        int end = text.indexOf("://");
        if (end < 0 || !SCHEMES.contains(text.substring(0, end).toLowerCase(Locale.ROOT))) {
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
        uri.setTimeout(TIMEOUT);
        uri.getSentinels().forEach(one -> one.setTimeout(TIMEOUT));
        uri.setClientName("baton-doctor");
        return new Address(uri, display(uri));
    }

    private static boolean isHost(RedisURI uri) {
        String host = uri.getHost();
        boolean brokenPort = host != null && host.chars().filter(c -> c == ':').count() == 1;
        return host != null && !host.isBlank() && !brokenPort && uri.getPort() >= 1 && uri.getPort() <= 65_535;
    }

    private static String display(RedisURI uri) {
        String scheme = uri.isSsl() ? "rediss" : "redis";
        String database = uri.getDatabase() == 0 ? "" : "/" + uri.getDatabase();
        if (uri.getSentinels().isEmpty()) {
            return scheme + "://" + uri.getHost() + ":" + uri.getPort() + database;
        }
        String hosts = uri.getSentinels().stream()
                .map(one -> one.getHost() + ":" + one.getPort())
                .collect(Collectors.joining(","));
        return scheme + "-sentinel://" + hosts + database + "#" + uri.getSentinelMasterId();
    }

    private static IllegalArgumentException refuse(String text) {
        int at = text.lastIndexOf('@');
        int slashes = text.indexOf("://");
        String scheme = slashes >= 0 && slashes < at ? text.substring(0, slashes + 3) : "";
        String shown = at < 0 ? text : scheme + "***" + text.substring(at);
        return new IllegalArgumentException("The Redis address " + Printable.quote(shown)
                + " is not allowed: use redis://[user:password@]host[:port][/database], rediss:// for TLS, or"
                + " redis-sentinel://[password@]host[:port][,host…]/[database]#master");
    }
}
