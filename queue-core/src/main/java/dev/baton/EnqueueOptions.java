package dev.baton;

import dev.baton.model.Durations;
import dev.baton.model.Grammar;
import dev.baton.model.JobType;
import dev.baton.model.Limits;
import dev.baton.model.RetryPolicy;
import dev.baton.store.NewJob.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one job differs from the others of its type. Given to the lambda of an enqueue and used once; not thread-safe. Every
 * method throws {@link IllegalArgumentException} with one sentence for a value out of range, and then nothing is enqueued.
 */
public final class EnqueueOptions {
    private static final Start NOW = new Start.Now();

    private final JobType<?, ?> type;
    private @Nullable String id;
    private Start start = NOW;
    private RetryPolicy retry;
    private @Nullable Duration timeout;
    private @Nullable Duration deadline;
    private List<String> tags = List.of();

    EnqueueOptions(JobType<?, ?> type) {
        this.type = type;
        retry = type.retry();
        timeout = type.timeout().orElse(null);
        deadline = type.deadline().orElse(null);
    }

    /**
     * The job's id, 1 to 128 of {@code A-Z a-z 0-9 . _ -}; default: a new ULID. An enqueue whose id is known in its
     * queue makes no second job; a chosen id stays known for 24 h after the job's end.
     */
    public EnqueueOptions id(String jobId) {
        id = Grammar.requireJobId(jobId);
        return this;
    }

    /** Waits before the job may start, by the clock of Redis; 0 to 3,650 days, default none. Replaces {@link #at}. */
    public EnqueueOptions delay(Duration wait) {
        start = Durations.requireDelay("delay", wait).isZero() ? NOW : new Start.After(wait);
        return this;
    }

    /**
     * The earliest start, by the clock of Redis; up to 3,650 days from now, default at once. An instant that has passed
     * means at once. Replaces {@link #delay}.
     */
    public EnqueueOptions at(Instant earliest) {
        if (earliest.isAfter(Instant.now().plus(Limits.LONGEST))) {
            throw new IllegalArgumentException(
                    "The start time " + earliest + " is not allowed: use an instant at most 3650 days from now");
        }
        start = earliest.isAfter(Instant.EPOCH) ? new Start.At(earliest) : NOW;
        return this;
    }

    /**
     * Attempts that may fail before the job is dead; 1 to 1000, default: the type's. A type that is started at most once
     * allows 1 only.
     */
    public EnqueueOptions attempts(int most) {
        retry = type.requireFitting(retry.withAttempts(most));
        return this;
    }

    /** The whole retry policy, attempts included; default: the type's. */
    public EnqueueOptions retry(RetryPolicy policy) {
        retry = type.requireFitting(policy);
        return this;
    }

    /** The time-out of one run, 1 ms to 3,650 days; default: the type's. */
    public EnqueueOptions timeout(Duration perRun) {
        timeout = Durations.requireLength("time-out", perRun);
        return this;
    }

    /** Latest start, counted from the enqueue, 1 ms to 3,650 days; default: the type's. */
    public EnqueueOptions deadline(Duration afterEnqueue) {
        deadline = Durations.requireLength("deadline", afterEnqueue);
        return this;
    }

    /** Labels for people, at most 16, each 1 to 128 of {@code A-Z a-z 0-9 . _ -}; default none. */
    public EnqueueOptions tags(String... labels) {
        if (labels.length > Limits.TAGS) {
            throw new IllegalArgumentException(
                    labels.length + " tags are not allowed: use 0 to " + Limits.TAGS + " a job");
        }
        for (String label : labels) {
            Grammar.requireTag(label);
        }
        tags = List.of(labels);
        return this;
    }

    @Nullable
    String id() {
        return id;
    }

    Start start() {
        return start;
    }

    RetryPolicy retry() {
        return retry;
    }

    @Nullable
    Duration timeout() {
        return timeout;
    }

    @Nullable
    Duration deadline() {
        return deadline;
    }

    List<String> tags() {
        return tags;
    }
}
