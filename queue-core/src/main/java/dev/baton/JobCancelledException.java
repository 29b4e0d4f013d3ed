package dev.baton;

import dev.baton.model.Printable;

/** The job was cancelled before it was done. */
public final class JobCancelledException extends JobException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    JobCancelledException(String queue, String jobId, String reason) {
        super(
                queue,
                jobId,
                "Job " + jobId + " of queue " + queue + " was cancelled"
                        + (reason.isEmpty() ? "" : ": " + Printable.line(reason, 500)));
        this.reason = reason;
    }

    /** Why; empty if nothing was noted. */
    public String reason() {
        return reason;
    }
}
