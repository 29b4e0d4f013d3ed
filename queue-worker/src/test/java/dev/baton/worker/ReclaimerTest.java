package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReclaimerTest {
    private final IdleSweeps sweeps = new IdleSweeps();
    private final Reclaimer reclaimer =
            new Reclaimer("q", sweeps, 3, Duration.ofMinutes(1), System::nanoTime, new Tally());

    private int looksOf(int passes) {
        int before = sweeps.looks.get();
        for (int i = 0; i < passes; i++) {
            reclaimer.passIfNeeded();
        }
        return sweeps.looks.get() - before;
    }

    @Test
    void looksAtEachPassUntilAHeartbeatTells() {
        assertThat(looksOf(3)).isEqualTo(3);
    }

    @Test
    void leavesLooksOutWhileNothingExpires() {
        reclaimer.heard(2);
        assertThat(looksOf(1)).isEqualTo(1);
        assertThat(looksOf(14)).isZero();
        assertThat(looksOf(1)).as("for what a ghost may have brought meanwhile").isEqualTo(1);
    }

    @Test
    void looksAtOnceWhenOneMoreIsExpiredAndUntilItHoldsNothing() {
        reclaimer.heard(0);
        looksOf(2);
        sweeps.dead.add("w");
        reclaimer.heard(1);
        assertThat(looksOf(1)).isEqualTo(1);
        assertThat(sweeps.dead).isEmpty();
        assertThat(looksOf(1)).as("whether it is empty now").isEqualTo(1);
        assertThat(looksOf(1)).isZero();
    }
}
