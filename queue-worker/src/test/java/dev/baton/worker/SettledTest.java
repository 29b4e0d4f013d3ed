package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.store.Claim;
import dev.baton.store.Ending;
import dev.baton.store.Lane;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SettledTest {
    private static final Lane LANE = new Lane("q", "w", 0);
    private static final byte[] MEGABYTE = new byte[1 << 20];

    private final Settled settled = new Settled();

    @Test
    void keepsWhatARepetitionSaysAndNoRecord() {
        for (Ending ending : new Ending[] {
            new Ending.Complete(claim("a"), new byte[] {1}, null, true),
            new Ending.Retry(claim("b"), Duration.ofSeconds(3), new byte[] {2}),
            new Ending.Snooze(claim("c"), Duration.ofSeconds(4)),
            new Ending.Release(claim("d")),
            new Ending.Bury(claim("e"), "why", new byte[] {3}, true),
            new Ending.Concede(claim("f"), "because")
        }) {
            settled.add(ending);
            Ending found = Objects.requireNonNull(settled.find(ending.claim().entry()));

            assertThat(found).hasSameClassAs(ending);
            assertThat(found.claim().record()).isEmpty();
            assertThat(found)
                    .usingRecursiveComparison()
                    .ignoringFields("claim.record")
                    .isEqualTo(ending);
        }
    }

    @Test
    void keepsFewMegabytesHoweverLargeResultsAre() {
        IntStream.range(0, 100)
                .forEach(i -> settled.add(new Ending.Complete(claim("job-" + i), MEGABYTE, null, false)));

        long kept = IntStream.range(0, 100)
                .filter(i -> settled.find(claim("job-" + i).entry()) != null)
                .count();
        assertThat(kept).isEqualTo(Settled.BYTES_KEPT / MEGABYTE.length);
        assertThat(settled.find(claim("job-99").entry())).isNotNull();
    }

    @Test
    void forgetsTheOldestFirst() {
        IntStream.range(0, Settled.KEPT + 1).forEach(i -> settled.add(new Ending.Release(claim("job-" + i))));
        assertThat(settled.find(claim("job-0").entry())).isNull();
        assertThat(settled.find(claim("job-1").entry())).isNotNull();
    }

    private static Claim claim(String id) {
        return new Claim(LANE, id, id + " 1 17", MEGABYTE, 0, 0, false, 0);
    }
}
