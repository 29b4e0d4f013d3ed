package dev.baton.worker.program;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}, {@code PT10S}. */
public final class DurationText {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,15})\\s*(ms|s|m|h|d)");

    private DurationText() {}

    /** @throws IllegalArgumentException if {@code text} is no length of time; the message is the end of a sentence */
    public static Duration parse(String text) {
        String trimmed = text.strip();
        var matcher = SHORT.matcher(trimmed.toLowerCase(Locale.ROOT));
        try {
            if (matcher.matches()) {
                long number = Long.parseLong(matcher.group(1));
                return switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                };
            }
            if (trimmed.regionMatches(true, 0, "P", 0, 1)) {
                return Duration.parse(trimmed);
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw refusal(e);
        }
        throw refusal(null);
    }

    /** As {@link #parse} reads it, in the largest unit that loses nothing. */
    public static String format(Duration length) {
        long millis = length.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
    }

    private static IllegalArgumentException refusal(@org.jspecify.annotations.Nullable Throwable cause) {
        return new IllegalArgumentException("is no length of time: write 500ms, 10s, 2m, 1h or PT10S", cause);
    }
}
