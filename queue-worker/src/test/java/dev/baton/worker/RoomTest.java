package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoomTest {
    private final Pace pace = new Pace();
    private final Room room = new Room(4, pace);

    @Test
    void givesAsMuchAsHandlersAreFree() {
        assertThat(room.reserve(200)).isEqualTo(4);
        assertThat(room.reserve(200)).isZero();
        room.took(3);
        room.giveBack(4);
        assertThat(room.reserve(200)).isEqualTo(1);
    }

    @Test
    void givesWhatWasFreedAgain() {
        room.reserve(4);
        room.took(4);
        room.giveBack(4);
        room.freed(2);
        assertThat(room.reserve(1)).isEqualTo(1);
        assertThat(room.reserve(200)).isEqualTo(1);
        assertThat(room.inHand()).isEqualTo(2);
    }

    @Test
    void givesNothingBeyondItWhenMoreWasAdopted() {
        room.took(9);
        assertThat(room.reserve(200)).isZero();
        room.freed(6);
        assertThat(room.reserve(200)).isEqualTo(1);
    }

    @Test
    void holdsAheadWhatStartsWithin50MillisAtTheMeasuredPace() {
        assertThat(pace.ahead(4)).as("unknown pace").isZero();
        for (int i = 0; i < 8; i++) {
            pace.ran(Duration.ofMillis(10).toNanos());
        }
        assertThat(pace.ahead(4)).isEqualTo(20);
        assertThat(room.reserve(200)).isEqualTo(24);
    }

    @Test
    void holdsNothingAheadOfSlowHandlersAndNeverMoreThan512() {
        for (int i = 0; i < 8; i++) {
            pace.ran(Duration.ofSeconds(1).toNanos());
        }
        assertThat(pace.ahead(4)).isZero();
        pace.forget();
        for (int i = 0; i < 8; i++) {
            pace.ran(10);
        }
        assertThat(pace.ahead(100)).isEqualTo(Pace.MOST_AHEAD);
        pace.forget();
        assertThat(pace.ahead(100)).isZero();
    }
}
