package dev.baton.store;

import dev.baton.model.Printable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in what is told of a queue: of one line, in which one transition told of up to 20 jobs. Positions rise with time.
 *
 * @param millis when the line was told, by the clock of Redis
 * @param number which of that millisecond, from 0
 */
public record EventPosition(long millis, long number) implements Comparable<EventPosition> {
    /** Before everything. */
    public static final EventPosition BEGINNING = new EventPosition(0, 0);

    /** Numbers of up to 15 digits, which Lua and JSON hold exactly. */
    private static final Pattern TEXT = Pattern.compile("(0|[1-9][0-9]{0,14})-(0|[1-9][0-9]{0,14})");

    /** @throws IllegalArgumentException if {@code text} is no position */
    public static EventPosition parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "The position " + Printable.quote(text) + " is not allowed: use that of an event");
        }
        return new EventPosition(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    @Override
    public int compareTo(EventPosition other) {
        int byTime = Long.compare(millis, other.millis);
        return byTime != 0 ? byTime : Long.compare(number, other.number);
    }

    /** As {@link #parse} takes it. */
    @Override
    public String toString() {
        return millis + "-" + number;
    }
}
