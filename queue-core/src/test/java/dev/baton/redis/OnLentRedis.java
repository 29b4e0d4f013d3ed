package dev.baton.redis;

import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A part of the contract, tested on a lent Redis: each test begins with an empty one, at a time that it may move. */
@Tag("contract")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LentRedis.class)
abstract class OnLentRedis {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    TestRedis redis;

    @BeforeAll
    void borrow(TestRedis lent) {
        redis = lent;
    }

    @BeforeEach
    void clear() {
        redis.clear();
        redis.clock(START);
    }
}
