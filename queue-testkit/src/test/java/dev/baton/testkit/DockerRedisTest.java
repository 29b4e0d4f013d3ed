package dev.baton.testkit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The bodies that {@link LocalRedisTest} always runs, on a server in a container where Docker answers. */
@Testcontainers(disabledWithoutDocker = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DockerRedisTest implements RedisBody {
    private DockerRedis redis;

    @BeforeAll
    void start() {
        redis = new DockerRedis();
    }

    @AfterAll
    void stop() {
        redis.close();
    }

    @Override
    public RedisUri server() {
        return redis.uri();
    }
}
