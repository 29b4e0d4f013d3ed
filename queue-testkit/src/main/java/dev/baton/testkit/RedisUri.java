package dev.baton.testkit;

import java.net.URI;

/**
 * Where a Redis listens.
 *
 * @param uri {@code redis://[:password@]host:port}
 */
public record RedisUri(String uri) {
    public RedisUri {
        URI parsed = URI.create(uri);
        if (!"redis".equals(parsed.getScheme()) || parsed.getHost() == null) {
            throw new IllegalArgumentException(
                    "A test's Redis is named by redis://[:password@]host:port; it was " + uri + ".");
        }
    }

    public String host() {
        return URI.create(uri).getHost();
    }

    /** 6379 if the URI has none. */
    public int port() {
        int port = URI.create(uri).getPort();
        return port < 0 ? 6379 : port;
    }

    /** Empty if none is asked for. */
    public String password() {
        String userInfo = URI.create(uri).getUserInfo();
        return userInfo == null ? "" : userInfo.substring(userInfo.indexOf(':') + 1);
    }

    /** The same with another host and port. */
    public RedisUri at(String host, int port) {
        String rawUserInfo = URI.create(uri).getRawUserInfo();
        return new RedisUri("redis://" + (rawUserInfo == null ? "" : rawUserInfo + "@") + host + ":" + port);
    }

    @Override
    public String toString() {
        return uri;
    }
}
