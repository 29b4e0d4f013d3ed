package dev.baton.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * A clock that stands still until a test moves it. For a {@link TestBaton} it is the clock of Redis: due times, expiries of
 * workers, deadlines, retention and every instant that is stored go by it. It is also a {@link Clock} that a test may hand
 * to its own code.
 *
 * <p>It does not rule what is measured instead of stored: time-outs of handlers, of commands and of awaits, and the minutes
 * for which Redis remembers the id of a purged job. Thread-safe. Holds microseconds, as Redis does.
 */
public final class ManualClock extends Clock {
    private final Hand hand;
    private final ZoneId zone;

    /** What the same clock in several zones shares. */
    private static final class Hand {
        private volatile Instant present;

        Hand(Instant present) {
            this.present = present;
        }
    }

    private ManualClock(Hand hand, ZoneId zone) {
        this.hand = hand;
        this.zone = zone;
    }

    /** Stands at the time of this machine, in whole seconds. */
    public static ManualClock atPresent() {
        return at(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    /**
     * Stands at an instant.
     *
     * @throws IllegalArgumentException if it is before 1970, which Redis does not know
     */
    public static ManualClock at(Instant start) {
        return new ManualClock(new Hand(requireKnown(start)), ZoneOffset.UTC);
    }

    /**
     * From now on it is {@code instant}, which may be earlier than before: clocks of servers step back too.
     *
     * @throws IllegalArgumentException if it is before 1970, which Redis does not know
     */
    public void set(Instant instant) {
        synchronized (hand) {
            hand.present = requireKnown(instant);
        }
    }

    /**
     * Lets time go by.
     *
     * @return the new present
     * @throws IllegalArgumentException if {@code time} is negative
     */
    public Instant advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(
                    "A clock cannot advance by " + time + ": use 0 or more, or set it back by set(…)");
        }
        synchronized (hand) {
            set(hand.present.plus(time));
            return hand.present;
        }
    }

    @Override
    public Instant instant() {
        return hand.present;
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** The same clock in another zone: it moves with this one. */
    @Override
    public Clock withZone(ZoneId other) {
        return new ManualClock(hand, other);
    }

    private static Instant requireKnown(Instant instant) {
        if (instant.isBefore(Instant.EPOCH)) {
            throw new IllegalArgumentException("The time " + instant + " is not allowed: use 1970 or later");
        }
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public String toString() {
        return "ManualClock[" + instant() + "]";
    }
}
