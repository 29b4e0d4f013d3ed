package dev.baton.store;

import dev.baton.model.JobStatus;

/** What an enqueue found. */
public sealed interface EnqueueAnswer {
    String id();

    /** The job is new; {@code status} is pending or scheduled. */
    record Created(String id, JobStatus status) implements EnqueueAnswer {}

    /**
     * A job of this id is known; nothing was changed.
     *
     * @param sameContent whether its record equals the one that was offered, time of enqueue apart; false too when the
     *     record is purged already
     */
    record Existing(String id, JobStatus status, boolean sameContent) implements EnqueueAnswer {}
}
