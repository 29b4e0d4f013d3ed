package dev.baton;

import dev.baton.model.JobStatus;

/** What an enqueue found. */
public sealed interface Enqueued {
    /** The job's status when the enqueue was answered. */
    JobStatus status();

    /** The job is new: {@code status} is pending or scheduled, or already further if the answer took a repeat. */
    record Created(JobStatus status) implements Enqueued {}

    /**
     * A job with this id is known in this queue; it was left as it is.
     *
     * @param sameContent whether type, payload and options equal those that were offered now; false too when the record
     *     has been purged already
     */
    record AlreadyExists(JobStatus status, boolean sameContent) implements Enqueued {}
}
