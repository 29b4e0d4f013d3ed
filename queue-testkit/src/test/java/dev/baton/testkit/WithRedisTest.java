package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.embedded.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@WithRedis
class WithRedisTest {
    @BeforeEach
    void theServerRuns(RedisServer redis) {
        assertThat(redis.isRunning()).isTrue();
    }

    @RepeatedTest(2)
    void eachTestFindsItEmpty(RawRedis raw) {
        assertThat(raw.number("DBSIZE")).isZero();
        assertThat(raw.text("SET", "left", "over")).isEqualTo("OK");
    }

    @Test
    void allTestsShareOne(RedisServer redis, RedisUri uri) {
        assertThat(SharedServer.isAlwaysTheSame(redis)).isTrue();
        assertThat(uri.uri()).startsWith("redis://");
    }

    @Nested
    class InANestedClass {
        @Test
        void theServerIsTheSame(RedisServer redis) {
            assertThat(SharedServer.isAlwaysTheSame(redis)).isTrue();
        }

        @AfterEach
        void parametersGoEverywhere(RawRedis raw) {
            assertThat(raw.text("PING")).isEqualTo("PONG");
        }
    }
}
