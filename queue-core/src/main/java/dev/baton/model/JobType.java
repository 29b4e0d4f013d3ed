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

    private JobType(
            String name,
            Class<P> payloadType,
            Class<R> resultType,
            RetryPolicy retry,
            @Nullable Duration timeout,
            @Nullable Duration deadline) {
        this.name = Grammar.requireTypeName(name);
        this.payloadType = payloadType;
        this.resultType = resultType;
        this.retry = retry;
        this.timeout = timeout;
        this.deadline = deadline;
    }

    /**
     * A type whose jobs return a result.
     *
     * @param name 1 to 128 of {@code A-Z a-z 0-9 . _ -}; never change it while jobs of it exist
     */
    public static <P, R> JobType<P, R> of(String name, Class<P> payloadType, Class<R> resultType) {
        return new JobType<>(name, payloadType, resultType, RetryPolicy.DEFAULT, null, null);
    }

    /** A type whose jobs return nothing. */
    public static <P> JobType<P, Void> of(String name, Class<P> payloadType) {
        return of(name, payloadType, Void.class);
    }

    /** This type with another retry policy. */
    public JobType<P, R> retry(RetryPolicy policy) {
        return new JobType<>(name, payloadType, resultType, policy, timeout, deadline);
    }

    /**
     * This type with a time-out a run, 1 ms to 3,650 days; default none. A run past it is interrupted and counts as a
     * failure.
     */
    public JobType<P, R> timeout(Duration perRun) {
        return new JobType<>(
                name, payloadType, resultType, retry, Durations.requireLength("time-out", perRun), deadline);
    }

    /**
     * This type with a deadline, counted from the enqueue by the clock of Redis, 1 ms to 3,650 days; default none. A
     * job that has not been started by then is not started any more: it is dead.
     */
    public JobType<P, R> deadline(Duration afterEnqueue) {
        return new JobType<>(
                name, payloadType, resultType, retry, timeout, Durations.requireLength("deadline", afterEnqueue));
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

    @Override
    public String toString() {
        return "JobType[" + name + ": " + payloadType.getSimpleName() + " → " + resultType.getSimpleName() + "]";
    }
}
