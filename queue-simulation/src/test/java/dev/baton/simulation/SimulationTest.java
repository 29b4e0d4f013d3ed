package dev.baton.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.embedded.RedisServer;
import dev.baton.simulation.Schedule.Result;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The worker's own code on the model, and beside it on a real Redis. */
class SimulationTest {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final int TRACES_ON_REDIS = 200;
    private static final long MOST_SCHEDULES_TO_FIND = 200_000;

    private static long seed() {
        String given = System.getProperty("baton.simulation.seed");
        return given == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : Long.parseLong(given);
    }

    @Test
    void noScheduleLosesDoublesOrStrandsAJob() {
        long seed = seed();
        Campaign campaign = new Campaign(seed, Set.of());
        Result failed = campaign.run(TIME, Long.MAX_VALUE);
        System.out.print("simulation, seed " + seed + System.lineSeparator() + campaign.figures());
        assertThat(failed == null ? "" : campaign.shortest(failed))
                .as("-Dbaton.simulation.seed=%d", seed)
                .isEmpty();
        assertThat(campaign.faults()).containsKeys(Deed.CRASH, Deed.FREEZE, Deed.ROLL_BACK, Deed.GHOST, Deed.DELAY);
    }

    @ParameterizedTest
    // No schedule has shown it: we believe because the fence makes a repeated claim's entry another one.
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLAIM_REPEATED")
    void findsEachMistakeThatTheProtocolForbids(Mistake mistake) {
        Campaign campaign = new Campaign(1, EnumSet.of(mistake));
        Result failed = campaign.run(Duration.ofMinutes(5), MOST_SCHEDULES_TO_FIND);
        if (failed == null) {
            throw new AssertionError(mistake + " was not found in " + campaign.schedules() + " schedules");
        }
        Result shrunk = new Explorer(EnumSet.of(mistake)).shrink(failed);
        System.out.println(mistake + ": schedule " + campaign.schedules() + ", shrunk from "
                + failed.steps().size() + " to " + shrunk.steps().size() + " steps: " + shrunk.broken());
        assertThat(shrunk.steps()).hasSizeLessThanOrEqualTo(failed.steps().size());
        assertThat(Schedule.replay(shrunk.steps(), Set.of()).broken())
                .as("the same trace with the rule kept")
                .isNull();
    }

    @Test
    void aTraceIsReplayedFromItsText() {
        Explorer explorer = new Explorer(EnumSet.of(Mistake.NO_ADOPTION));
        Campaign campaign = new Campaign(1, EnumSet.of(Mistake.NO_ADOPTION));
        Result failed = campaign.run(Duration.ofMinutes(1), MOST_SCHEDULES_TO_FIND);
        assertThat(failed).isNotNull();
        if (failed != null) {
            Result shrunk = explorer.shrink(failed);
            List<Step> read = Step.parseAll(explorer.tell(shrunk));
            assertThat(read).isEqualTo(shrunk.steps());
            assertThat(Schedule.replay(read, EnumSet.of(Mistake.NO_ADOPTION)).broken())
                    .isEqualTo(shrunk.broken());
        }
    }

    @Test
    void aSeedMakesTheSameScheduleEachTime() {
        Explorer explorer = new Explorer(Set.of());
        for (long seed = 0; seed < 200; seed++) {
            assertThat(explorer.explore(seed)).isEqualTo(explorer.explore(seed));
        }
    }

    @Test
    void modelAndRedisAgreeOnEveryAnswerAndEveryKey() {
        long seed = seed();
        try (RedisServer redis = RedisServer.builder().inMemory().start();
                Beside both = new Beside(redis)) {
            for (int trace = 0; trace < TRACES_ON_REDIS; trace++) {
                World world = new World(both.anew(), both, Set.of());
                try {
                    assertThat(Explorer.explore(seed + trace, world).broken()).isNull();
                } catch (AssertionError e) {
                    throw new AssertionError("-Dbaton.simulation.seed=" + (seed + trace) + ": " + e.getMessage(), e);
                }
            }
            System.out.println("simulation beside Redis, seed " + seed + ": " + TRACES_ON_REDIS + " traces, "
                    + both.requests() + " requests, each with the same answer and the same keys");
        }
    }
}
