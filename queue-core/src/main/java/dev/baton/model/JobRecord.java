package dev.baton.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as it was enqueued, decoded from the JSON in {@code baton:{queue}:job:<id>}. It never changes after the enqueue.
 *
 * @param type wire name of the job type
 * @param payload the payload's own JSON, UTF-8; decoded only by the worker that handles the type
 * @param enqueuedAt by the clock of Redis
 * @param retry when a failure is tried again
 * @param timeout longest run, if there is one
 * @param deadline counted from {@code enqueuedAt}: latest start, if there is one
 * @param tags small labels for people
 * @param atMostOnce whether it may be started only once
 * @param chosenId whether the caller chose the id: such an id is remembered 24 h after the end, a generated one 10 min
 */
public record JobRecord(
        String type,
        byte[] payload,
        Instant enqueuedAt,
        RetryPolicy retry,
        @Nullable Duration timeout,
        @Nullable Duration deadline,
        List<String> tags,
        boolean atMostOnce,
        boolean chosenId) {

    /** A record of a job that is started until it succeeds. */
    public JobRecord(
            String type,
            byte[] payload,
            Instant enqueuedAt,
            RetryPolicy retry,
            @Nullable Duration timeout,
            @Nullable Duration deadline,
            List<String> tags,
            boolean chosenId) {
        this(type, payload, enqueuedAt, retry, timeout, deadline, tags, false, chosenId);
    }

    /** The same, with this time-out of a run. */
    public JobRecord withTimeout(Duration perRun) {
        return new JobRecord(type, payload, enqueuedAt, retry, perRun, deadline, tags, atMostOnce, chosenId);
    }

    @Override
    public String toString() {
        return "JobRecord[" + type + ", " + payload.length + " bytes, " + enqueuedAt + "]";
    }
}
