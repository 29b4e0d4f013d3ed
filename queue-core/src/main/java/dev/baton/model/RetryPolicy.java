package dev.baton.model;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a failed job runs again: exponential back-off with jitter, as in Marc Brooker's "Exponential Backoff and Jitter"
 * (AWS Architecture Blog, 2015), here with a bounded share of jitter so that a job never retries at once.
 *
 * @param maxAttempts attempts that may fail before the job is dead; 1 to 1000, default 8; 1 means: never retried
 * @param firstDelay wait after the first failure; 1 ms to 3,650 days, default 1 s
 * @param multiplier factor from one wait to the next; 1 to 100, default 2
 * @param maxDelay longest wait; not below {@code firstDelay}, default 1 h
 * @param jitter share of the wait that is random, 0 to 1, default 0.2: the wait is multiplied by a factor between
 *     {@code 1 - jitter} and {@code 1 + jitter}; too small, and jobs that failed together come back together
 */
public record RetryPolicy(int maxAttempts, Duration firstDelay, double multiplier, Duration maxDelay, double jitter) {

    /** 8 attempts, 1 s doubling up to 1 h, a fifth of it random. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(8, Duration.ofSeconds(1), 2.0, Duration.ofHours(1), 0.2);

    public RetryPolicy {
        if (maxAttempts < 1 || maxAttempts > 1000) {
            throw new IllegalArgumentException("attempts " + maxAttempts + " is not allowed: use 1 to 1000");
        }
        Durations.requireLength("first retry delay", firstDelay);
        Durations.requireLength("longest retry delay", maxDelay);
        if (maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException("The longest retry delay " + maxDelay
                    + " is not allowed: it must not be below the first, " + firstDelay);
        }
        if (!(multiplier >= 1 && multiplier <= 100)) {
            throw new IllegalArgumentException("The retry multiplier " + multiplier + " is not allowed: use 1 to 100");
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("The retry jitter " + jitter + " is not allowed: use 0 to 1");
        }
    }

    /** The default policy with another number of attempts, 1 to 1000. */
    public static RetryPolicy attempts(int maxAttempts) {
        return DEFAULT.withAttempts(maxAttempts);
    }

    /** This policy with another number of attempts, 1 to 1000. */
    public RetryPolicy withAttempts(int attempts) {
        return new RetryPolicy(attempts, firstDelay, multiplier, maxDelay, jitter);
    }

    /** This policy with another back-off: the wait after the first failure, and the longest one. */
    public RetryPolicy withBackoff(Duration first, Duration longest) {
        return new RetryPolicy(maxAttempts, first, multiplier, longest, jitter);
    }

    /** This policy with another share of jitter, 0 to 1. */
    public RetryPolicy withJitter(double share) {
        return new RetryPolicy(maxAttempts, firstDelay, multiplier, maxDelay, share);
    }

    /** Whether a job that has now failed {@code failures} times (1 or more) gets another attempt. */
    public boolean retriesAfter(int failures) {
        return failures < maxAttempts;
    }

    /** How long a job waits that has now failed {@code failures} times (1 or more). At least 1 ms. */
    public Duration delayAfter(int failures, RandomGenerator random) {
        double millis = firstDelay.toMillis() * Math.pow(multiplier, Math.max(0, failures - 1));
        double capped = Math.min(millis, maxDelay.toMillis());
        double factor = 1 - jitter + 2 * jitter * random.nextDouble();
        return Duration.ofMillis(Math.max(1, Math.round(capped * factor)));
    }
}
