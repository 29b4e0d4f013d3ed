package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private final Latencies latencies = new Latencies();

    @Test
    void isZeroWhileNothingWasCounted() {
        assertThat(latencies.percentile(0.99)).isZero();
    }

    @Test
    void isRightWithinFivePercent() {
        IntStream.rangeClosed(1, 10_000).forEach(latencies::add);
        assertThat(latencies.percentile(0.5).toMillis()).isBetween(4750L, 5250L);
        assertThat(latencies.percentile(0.99).toMillis()).isBetween(9405L, 10_395L);
    }

    @Test
    void takesWhatNoClockShouldGive() {
        latencies.add(-5);
        assertThat(latencies.percentile(1)).isZero();
        latencies.add(Long.MAX_VALUE - 1);
        assertThat(latencies.percentile(1)).isGreaterThan(Duration.ofDays(40));
    }
}
