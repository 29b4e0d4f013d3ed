package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnknownTypesTest {
    private final UnknownTypes types = new UnknownTypes();

    @Test
    void putsAJobOffForOneSecondRisingToAMinute() {
        assertThat(IntStream.range(0, 9).mapToObj(i -> types.putOff("q", "a").toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void knowsJobsApartByQueueAndId() {
        types.putOff("q", "a");
        assertThat(types.putOff("q", "b")).isEqualTo(Duration.ofSeconds(1));
        assertThat(types.putOff("other", "a")).isEqualTo(Duration.ofSeconds(1));
        assertThat(types.putOff("q", "a")).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void forgetsThoseNotSeenForLong() {
        types.putOff("q", "old");
        IntStream.range(0, 10_000).forEach(i -> types.putOff("q", "job-" + i));
        assertThat(types.putOff("q", "old")).isEqualTo(Duration.ofSeconds(1));
    }
}
