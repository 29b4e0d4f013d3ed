package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DoublingsTest {
    private final Doublings types = Doublings.ofUnknownTypes();

    @Test
    void putsAJobOffForOneSecondRisingToAMinute() {
        assertThat(IntStream.range(0, 9).mapToObj(i -> types.next("q", "a").toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void keepsAWorkerQuietForTenSecondsRisingToAnHour() {
        Doublings quiet = Doublings.ofQuiet();
        assertThat(quiet.present("q", "a")).isEqualTo(Duration.ofSeconds(10));
        assertThat(IntStream.range(0, 11).mapToObj(i -> quiet.next("q", "a").toSeconds()))
                .startsWith(10L, 20L, 40L)
                .endsWith(2560L, 3600L, 3600L);
        assertThat(quiet.present("q", "a")).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void knowsJobsApartByQueueAndId() {
        types.next("q", "a");
        assertThat(types.next("q", "b")).isEqualTo(Duration.ofSeconds(1));
        assertThat(types.next("other", "a")).isEqualTo(Duration.ofSeconds(1));
        assertThat(types.next("q", "a")).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void forgetsThoseNotSeenForLong() {
        types.next("q", "old");
        IntStream.range(0, 10_000).forEach(i -> types.next("q", "job-" + i));
        assertThat(types.next("q", "old")).isEqualTo(Duration.ofSeconds(1));
    }
}
