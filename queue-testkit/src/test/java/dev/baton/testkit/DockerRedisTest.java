package dev.baton.testkit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The bodies that {@link LocalRedisTest} always runs, on servers in containers where Docker answers. */
@Testcontainers(disabledWithoutDocker = true)
class DockerRedisTest {
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OnRedis implements RedisBody {
        private final DockerRedis redis = new DockerRedis(RedisSource.DOCKER.image());

        @AfterAll
        void stop() {
            redis.close();
        }

        @Override
        public RedisUri server() {
            return redis.uri();
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OnValkey implements RedisBody {
        private final DockerRedis valkey = new DockerRedis(RedisSource.VALKEY.image());

        @AfterAll
        void stop() {
            valkey.close();
        }

        @Override
        public RedisUri server() {
            return valkey.uri();
        }
    }
}
