package dev.baton;

import dev.baton.model.JobStatus;

/**
 * Is told what a worker does. Calls come on the worker's own threads and must be short; an exception thrown here is
 * logged and changes nothing.
 */
public interface WorkerListener {
    /** A handler starts. */
    default void onStart(JobContext job) {}

    /**
     * An outcome was recorded. {@code to} is the status the job went to: pending for a release, scheduled for a snooze.
     */
    default void onSettled(String queue, String jobId, JobStatus to) {}

    /** A claim turned out to be no longer this worker's; its handler was cancelled if it was running. */
    default void onClaimLost(String queue, String jobId) {}
}
