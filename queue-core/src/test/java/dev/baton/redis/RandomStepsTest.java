package dev.baton.redis;

import static dev.baton.redis.TestRedis.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of random transitions on a real Redis, beside {@link QueueModel}: after each one, everything that stands in
 * the queue's keys has to be what the model says.
 */
@ExtendWith(LentRedis.class)
class RandomStepsTest {
    private static final int STEPS = 800;

    @ParameterizedTest
    @ValueSource(longs = {1, 20261124})
    void whateverHappensEveryJobIsWhereTheModelSays(long seed, TestRedis redis) {
        redis.clear();
        QueueModel model = new QueueModel(redis, new Random(seed));
        for (int step = 1; step <= STEPS; step++) {
            String doing = "seed " + seed + ", step " + step;
            try {
                doing += ": " + model.step();
                model.compare();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(doing + ": " + e.getMessage(), e);
            }
        }
        assertThat(model.ended()).as("jobs that ended").isGreaterThan(100);
        assertThat(get(redis.store().inspection().stats(TestRedis.QUEUE)).counters())
                .containsKeys("reclaimed", "salvaged", "adopted", "retried");
    }
}
