package dev.baton.testkit;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A Redis or Valkey in a container. The only class that touches Testcontainers, so that the others load without it. */
final class DockerRedis implements AutoCloseable {
    private static final int PORT = 6379;

    private final GenericContainer<?> container;

    /** Pulls and starts it. */
    DockerRedis(String image) {
        container = new GenericContainer<>(DockerImageName.parse(image)).withExposedPorts(PORT);
        container.start();
    }

    RedisUri uri() {
        return new RedisUri("redis://" + container.getHost() + ":" + container.getMappedPort(PORT));
    }

    @Override
    public void close() {
        container.stop();
    }
}
