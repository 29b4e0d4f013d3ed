package dev.baton.testkit;

import java.util.Locale;

/** Which server stands behind {@link RedisUri}; the system property {@value #PROPERTY} says it for all tests. */
public enum RedisSource {
    /** A process on this machine: the default. */
    LOCAL,
    /** A container with redis:7.2, by Testcontainers, which must then be on the class path. */
    DOCKER;

    public static final String PROPERTY = "baton.test.server";

    static RedisSource chosen() {
        String name = System.getProperty(PROPERTY, "local");
        try {
            return valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PROPERTY + " is local or docker; it was \"" + name + "\".", e);
        }
    }
}
