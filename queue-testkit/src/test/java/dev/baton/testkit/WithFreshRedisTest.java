package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.embedded.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@WithRedis(fresh = true)
class WithFreshRedisTest {
    @Test
    void keepsItsDataWhenItIsKilledAndStartedAgain(RedisServer redis) {
        try (var raw = RawRedis.connect(redis)) {
            raw.call("SET", "job", "waiting");
        }
        redis.kill();
        redis.start();
        try (var raw = RawRedis.connect(redis)) {
            assertThat(raw.text("GET", "job")).isEqualTo("waiting");
        }
    }

    @Test
    void isNotTheSharedOne(RedisServer redis, RedisUri uri) {
        assertThat(uri.uri()).isEqualTo(redis.uri());
        assertThat(redis.directory()).isDirectoryContaining("glob:**/appendonlydir");
    }

    @Test
    void mayBeLeftSuspended(RedisServer redis, RawRedis raw) {
        assertThat(raw.number("DBSIZE")).isZero();
        redis.suspend();
    }

    @Test
    void mayBeLeftDead(RedisServer redis, RawRedis raw) {
        assertThat(raw.number("DBSIZE")).isZero();
        raw.call("SET", "left", "over");
        redis.kill();
    }

    @AfterEach
    void isLeftInDisorder(RedisServer redis) {
        // Whatever the order of the tests is, each but the first finds a server that is dead or suspended.
        if (redis.isRunning()) {
            redis.suspend();
        }
    }
}
