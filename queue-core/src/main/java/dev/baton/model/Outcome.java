package dev.baton.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a handler ends a claim when it wants more say than "return a result or throw".
 *
 * @param <R> the job type's result
 */
public sealed interface Outcome<R> {

    /** The job is done. A result over 1 MiB encoded is dropped; the job says so. */
    record Done<R>(@Nullable R result) implements Outcome<R> {}

    /** The attempt failed and counts; the next one starts after {@code delay}, if the policy has attempts left. */
    record RetryAfter<R>(Duration delay, String reason) implements Outcome<R> {
        public RetryAfter {
            Durations.requireDelay("retry delay", delay);
        }
    }

    /** Not now: the job comes back after {@code delay}; nothing is counted. */
    record Snooze<R>(Duration delay) implements Outcome<R> {
        public Snooze {
            Durations.requireDelay("snooze", delay);
        }
    }

    /** The job is cancelled: it need not, or must not, be done any more. */
    record Cancel<R>(String reason) implements Outcome<R> {}

    /** The job is dead: no further attempt would help. A person may replay it. */
    record Dead<R>(String reason) implements Outcome<R> {}

    static <R> Outcome<R> done(@Nullable R result) {
        return new Done<>(result);
    }

    static <R> Outcome<R> done() {
        return new Done<>(null);
    }

    static <R> Outcome<R> retryAfter(Duration delay, String reason) {
        return new RetryAfter<>(delay, reason);
    }

    static <R> Outcome<R> snooze(Duration delay) {
        return new Snooze<>(delay);
    }

    static <R> Outcome<R> cancel(String reason) {
        return new Cancel<>(reason);
    }

    static <R> Outcome<R> dead(String reason) {
        return new Dead<>(reason);
    }
}
