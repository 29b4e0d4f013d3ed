package dev.baton.examples;

import dev.baton.embedded.RedisServer;
import org.jspecify.annotations.Nullable;

/** The Redis of an example: the one that its only argument names, or one that lives as long as the example. */
public final class ExampleRedis implements AutoCloseable {
    private final String uri;
    private final @Nullable RedisServer own;

    private ExampleRedis(String uri, @Nullable RedisServer own) {
        this.uri = uri;
        this.own = own;
    }

    /** @param arguments of the example's main: none, or a URI */
    public static ExampleRedis of(String... arguments) {
        if (arguments.length > 0) {
            return new ExampleRedis(arguments[0], null);
        }
        RedisServer server = RedisServer.builder().inMemory().start();
        return new ExampleRedis(server.uri(), server);
    }

    public String uri() {
        return uri;
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
