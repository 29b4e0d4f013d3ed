package dev.baton.testkit;

import java.util.Locale;

/** Which server stands behind {@link RedisUri}; the system property {@value #PROPERTY} says it for all tests. */
public enum RedisSource {
    /** A process on this machine: the default. */
    LOCAL(""),
    /** A container with redis:7.2, by Testcontainers, which must then be on the class path. */
    DOCKER("redis:7.2"),
    /** A container with Valkey 8, in the same way. */
    VALKEY("valkey/valkey:8.0");

    public static final String PROPERTY = "baton.test.server";

    private final String image;

    RedisSource(String image) {
        this.image = image;
    }

    /** What the container is made from; empty for a local server. */
    String image() {
        return image;
    }

    static RedisSource chosen() {
        String name = System.getProperty(PROPERTY, "local");
        try {
            return valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PROPERTY + " is local, docker or valkey; it was \"" + name + "\".", e);
        }
    }
}
