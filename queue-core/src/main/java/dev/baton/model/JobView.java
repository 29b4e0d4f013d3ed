package dev.baton.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One job as it stood in Redis at one instant, for people and tools.
 *
 * @param queue its queue
 * @param id its id
 * @param status its status
 * @param record the job as enqueued; null if the record was purged or cannot be decoded
 * @param failures attempts that failed
 * @param crashes attempts whose worker died
 * @param errors what the last failed attempts left behind, oldest first, at most 20
 * @param result the result's JSON, UTF-8; null if there is none
 * @param reason why it is dead or cancelled, or why its result was dropped; null if nothing is to be told
 * @param dueAt when a scheduled or retrying job becomes pending; null for others
 * @param finishedAt when it ended; null if it has not, or if it ended with nothing to tell
 */
public record JobView(
        String queue,
        String id,
        JobStatus status,
        @Nullable JobRecord record,
        int failures,
        int crashes,
        List<Failure> errors,
        byte @Nullable [] result,
        @Nullable String reason,
        @Nullable Instant dueAt,
        @Nullable Instant finishedAt) {

    /** The last failed attempt's story, if one failed. */
    public Optional<Failure> lastError() {
        return errors.isEmpty() ? Optional.empty() : Optional.of(errors.get(errors.size() - 1));
    }

    @Override
    public String toString() {
        return "JobView[" + queue + "/" + id + " " + status + "]";
    }
}
