package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutageGraceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private final OutageGrace grace = new OutageGrace(Duration.ofSeconds(9), 5);

    @Test
    void reclaimsWhileNothingHappens() {
        for (int second = 0; second < 30; second++) {
            assertThat(grace.mayReclaim(5, second * SECOND)).isTrue();
        }
    }

    @Test
    void waitsOneFullExpiryAfterAnIncident() {
        assertThat(grace.mayReclaim(5, 0)).isTrue();
        for (int second = 1; second < 10; second++) {
            assertThat(grace.mayReclaim(6, second * SECOND)).isFalse();
        }
        assertThat(grace.mayReclaim(6, 10 * SECOND)).isTrue();
    }

    @Test
    void waitsAnewAfterEachIncident() {
        assertThat(grace.mayReclaim(6, 0)).isFalse();
        assertThat(grace.mayReclaim(6, 4 * SECOND)).isFalse();
        assertThat(grace.mayReclaim(7, 8 * SECOND)).isFalse();
        assertThat(grace.mayReclaim(7, 12 * SECOND)).isFalse();
        assertThat(grace.mayReclaim(7, 16 * SECOND)).isFalse();
        assertThat(grace.mayReclaim(7, 17 * SECOND)).isTrue();
    }

    @Test
    void waitsAfterAPauseOfThisVeryProcess() {
        assertThat(grace.mayReclaim(5, 0)).isTrue();
        assertThat(grace.mayReclaim(5, 5 * SECOND)).isFalse();
    }

    @Test
    void waitsAfterACallThatTookLong() {
        grace.callTook(2 * SECOND, 2 * SECOND);
        assertThat(grace.mayReclaim(5, 2 * SECOND)).isTrue();
        grace.callTook(4 * SECOND, 6 * SECOND);
        assertThat(grace.mayReclaim(5, 6 * SECOND)).isFalse();
    }
}
