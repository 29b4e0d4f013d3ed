package dev.baton.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random requests, replayed and late ones among them, between rollbacks, on a real Redis; the keys are audited after
 * each. {@code -Dbaton.fuzz.seed=} walks one way again; {@code -Dbaton.fuzz.minutes=} goes on with new seeds.
 */
@ExtendWith(LentRedis.class)
class FuzzTest {
    private static final int STEPS = 400;

    @Test
    void whateverIsSentAgainOrRolledBackTheInvariantsHold(TestRedis redis) {
        String wish = System.getProperty("baton.fuzz.seed");
        long seed = wish != null ? Long.parseLong(wish) : 20261124;
        long end = System.nanoTime() + Long.getLong("baton.fuzz.minutes", 0) * 60_000_000_000L;
        try (Rollback rollback = new Rollback(redis.server().uri())) {
            do {
                System.out.println("Fuzz: -Dbaton.fuzz.seed=" + seed);
                walk(redis, rollback, seed++);
            } while (wish == null && System.nanoTime() - end < 0);
        }
    }

    private static void walk(TestRedis redis, Rollback rollback, long seed) {
        redis.clear();
        FuzzSteps steps = new FuzzSteps(redis, new Random(seed), rollback);
        for (int step = 1; step <= STEPS; step++) {
            String doing = "-Dbaton.fuzz.seed=" + seed + ", step " + step;
            try {
                doing += ": " + steps.step();
                assertThat(KeyAudit.of(redis.raw())).as(doing).isEmpty();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(doing + ": " + Objects.requireNonNullElse(e.getMessage(), e.toString()), e);
            }
        }
    }
}
