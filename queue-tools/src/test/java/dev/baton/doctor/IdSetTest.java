package dev.baton.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdSetTest {
    @Test
    void remembersEveryIdAndNoOther() {
        IdSet seen = new IdSet();
        for (int i = 0; i < 100_000; i++) {
            assertThat(seen.add("01J" + i)).isTrue();
        }
        for (int i = 0; i < 100_000; i++) {
            assertThat(seen.contains("01J" + i)).isTrue();
            assertThat(seen.contains("01K" + i)).isFalse();
        }
        assertThat(seen.add("01J7")).isFalse();
    }
}
