package dev.baton.worker.standalone;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header Retry-After of RFC 9110: seconds, or an HTTP date. */
final class RetryAfterHeader {
    /** Longer waits are cut to this: a server's slip must not put a job off for years. */
    static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfterHeader() {}

    /** Empty if the text is neither; a date in the past is no wait at all. */
    static Optional<Duration> parse(String text, Clock clock) {
        String value = text.strip();
        if (value.matches("\\d+")) {
            return Optional.of(value.length() > 9 ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(value))));
        }
        try {
            var date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Optional.of(bounded(Duration.between(clock.instant(), date.toInstant())));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
