package dev.baton.bench.endurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrendTest {
    private static final double MB = 1e6;

    private final Trend trend = new Trend();

    @Test
    void findsTheLineThroughNoise() {
        for (int second = 0; second <= 600; second += 10) {
            trend.add(second, 100 * MB + second * 0.05 * MB + (second / 10 % 2 == 0 ? MB : -MB));
        }
        assertThat(trend.slope()).isCloseTo(0.05 * MB, within(0.005 * MB));
        assertThat(trend.growth()).isCloseTo(30 * MB, within(3 * MB));
        assertThat(trend.grows()).isTrue();
        assertThat(trend.verdict()).startsWith("GROWS: +").contains("over 10.0 min");
    }

    @Test
    void takesNoiseForNoGrowth() {
        for (int second = 0; second <= 600; second += 10) {
            trend.add(second, 15 * MB + (second / 10 % 3) * MB);
        }
        assertThat(trend.grows()).isFalse();
        assertThat(trend.verdict()).startsWith("flat: ");
    }

    @Test
    void seesASmallLeakOfASmallHeap() {
        for (int second = 0; second <= 1000; second += 10) {
            trend.add(second, 15 * MB + second * 3_000);
        }
        assertThat(trend.grows()).isTrue();
    }

    @Test
    void saysNothingOfOneSample() {
        trend.add(1, MB);
        assertThat(trend.grows()).isFalse();
        assertThat(trend.growth()).isZero();
    }
}
