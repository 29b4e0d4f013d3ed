package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.Failure;
import dev.baton.store.Claim;
import dev.baton.store.Lane;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T10:00:00Z"), ZoneOffset.UTC);
    private static final Claim CLAIM = Rig.claim(new Lane("q", "w", 0), "a", "1");

    @Test
    void tellsKindMessageStackAndWorker() {
        Failure failure = Failures.thrown(CLAIM, CLOCK, new IllegalStateException("no"));
        assertThat(failure.error()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failure.message()).isEqualTo("no");
        assertThat(failure.stack()).contains("FailuresTest.tellsKindMessageStackAndWorker");
        assertThat(failure.worker()).isEqualTo("w");
        assertThat(failure.attempt()).isEqualTo(1);
        assertThat(failure.at()).isEqualTo(CLOCK.instant());
    }

    @Test
    void keepsWithinBounds() {
        Failure failure = Failures.thrown(CLAIM, CLOCK, new IllegalStateException("x".repeat(1 << 20)));
        assertThat(failure.message()).hasSize(4096).endsWith("…");
        assertThat(failure.stack()).hasSize(8192).endsWith("…");
    }

    @Test
    void cutsNoCharacterInHalf() {
        String faces = "😀".repeat(10);
        for (int most = 2; most < 20; most++) {
            String cut = Failures.cut(faces, most);
            assertThat(cut.length()).isLessThanOrEqualTo(most);
            assertThat(Character.isHighSurrogate(cut.charAt(Math.max(0, cut.length() - 2))))
                    .isFalse();
        }
        assertThat(Failures.cut("short", 5)).isEqualTo("short");
    }

    @Test
    void survivesAnExceptionThatThrowsItself() {
        Failure failure = Failures.thrown(CLAIM, CLOCK, new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("even here");
            }
        });
        assertThat(failure.message()).contains("cannot be read");
        assertThat(failure.stack()).contains("cannot be read");
    }
}
