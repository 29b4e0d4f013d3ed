package dev.baton;

import dev.baton.model.Printable;

/** The job is done, but its result is not to be had: it was too large to be kept, was purged, or does not fit its type. */
public final class ResultUnavailableException extends JobException {
    private static final long serialVersionUID = 1L;

    ResultUnavailableException(String queue, String jobId, String why) {
        super(
                queue,
                jobId,
                "Job " + jobId + " of queue " + queue + " is done, but its result is not to be had: "
                        + Printable.line(why, 500));
    }
}
