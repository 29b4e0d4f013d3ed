package dev.baton.model;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One kind of work: its stable name on the wire, the types of its payload and its result, and how its jobs are run
 * unless an enqueue says otherwise. Producers and workers share the constant; the class names never travel, so that
 * records can be moved and renamed freely while {@link #name()} stays.
 *
 * <p>Immutable and thread-safe.
 *
 * @param <P> payload, any type that the codec can write and read; a record as a rule
 * @param <R> result; {@link Void} for none
 */
public final class JobType<P, R> {
    private final String name;
    private final Class<P> payloadType;
    private final Class<R> resultType;
    private final RetryPolicy retry;
    private final @Nullable Duration timeout;
    private final @Nullable Duration deadline;
    private final boolean atMostOnce;

    private JobType(
            String name,
            Class<P> payloadType,
            Class<R> resultType,
            RetryPolicy retry,
            @Nullable Duration timeout,
            @Nullable Duration deadline,
            boolean atMostOnce) {
        this.name = Grammar.requireTypeName(name);
        this.payloadType = payloadType;
        this.resultType = resultType;
        this.retry = retry;
        this.timeout = timeout;
        this.deadline = deadline;
        this.atMostOnce = atMostOnce;
    }

    /**
     * A type whose jobs return a result.
     *
     * @param name 1 to 128 of {@code A-Z a-z 0-9 . _ -}; never change it while jobs of it exist
     */
    public static <P, R> JobType<P, R> of(String name, Class<P> payloadType, Class<R> resultType) {
        return new JobType<>(name, payloadType, resultType, RetryPolicy.DEFAULT, null, null, false);
    }

    /** A type whose jobs return nothing. */
    public static <P> JobType<P, Void> of(String name, Class<P> payloadType) {
        return of(name, payloadType, Void.class);
    }

    /**
     * This type with another retry policy.
     *
     * @throws IllegalArgumentException if the type is {@link #atMostOnce} and the policy allows another attempt
     */
    public JobType<P, R> retry(RetryPolicy policy) {
        return new JobType<>(name, payloadType, resultType, requireFitting(policy), timeout, deadline, atMostOnce);
    }

    /**
     * This type with jobs that are started at most once, instead of until they succeed: for effects that must rather be
     * missing than be there twice. Whatever goes wrong after the start leaves the job dead, never silently gone: if its
     * worker dies, or is stopped before the handler has ended, the reason begins with "abandoned"; if the handler fails,
     * runs into its time-out, or asks to be tried again later, it begins with "at most once". Its retry policy becomes a
     * single attempt.
     *
     * <p>What a dead worker had claimed counts as started, whether its handler had begun or not. Only a person starts such
     * a job again, by {@link dev.baton.JobQueue#replay} with its id. Holds while Redis is not rolled back.
     */
    public JobType<P, R> atMostOnce() {
        return new JobType<>(name, payloadType, resultType, RetryPolicy.attempts(1), timeout, deadline, true);
    }

    /** @throws IllegalArgumentException if jobs of this type are started at most once, and {@code policy} says otherwise */
    public RetryPolicy requireFitting(RetryPolicy policy) {
        if (atMostOnce && policy.maxAttempts() > 1) {
            throw new IllegalArgumentException("The retry policy of " + policy.maxAttempts()
                    + " attempts is not allowed for the job type " + name + ", which is started at most once: use 1");
        }
        return policy;
    }

    /**
     * This type with a time-out a run, 1 ms to 3,650 days; default none. A run past it is interrupted and counts as a
     * failure.
     */
    public JobType<P, R> timeout(Duration perRun) {
        return new JobType<>(
                name,
                payloadType,
                resultType,
                retry,
                Durations.requireLength("time-out", perRun),
                deadline,
                atMostOnce);
    }

    /**
     * This type with a deadline, counted from the enqueue by the clock of Redis, 1 ms to 3,650 days; default none. A
     * job that has not been started by then is not started any more: it is dead.
     */
    public JobType<P, R> deadline(Duration afterEnqueue) {
        return new JobType<>(
                name,
                payloadType,
                resultType,
                retry,
                timeout,
                Durations.requireLength("deadline", afterEnqueue),
                atMostOnce);
    }

    public String name() {
        return name;
    }

    public Class<P> payloadType() {
        return payloadType;
    }

    public Class<R> resultType() {
        return resultType;
    }

    public RetryPolicy retry() {
        return retry;
    }

    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    public Optional<Duration> deadline() {
        return Optional.ofNullable(deadline);
    }

    /** Whether jobs of this type are started at most once, see {@link #atMostOnce()}. */
    public boolean isAtMostOnce() {
        return atMostOnce;
    }

    @Override
    public String toString() {
        return "JobType[" + name + ": " + payloadType.getSimpleName() + " → " + resultType.getSimpleName() + "]";
    }
}
