package dev.baton;

/** No job of this id is known: it was never enqueued to this queue, or it ended and has been forgotten since. */
public final class UnknownJobException extends JobException {
    private static final long serialVersionUID = 1L;

    UnknownJobException(String queue, String jobId) {
        super(
                queue,
                jobId,
                "Job " + jobId + " is unknown in queue " + queue
                        + ": it was never enqueued there, or it ended and has been forgotten since");
    }

    /** The same, with the stack of the thread that waited. */
    UnknownJobException(UnknownJobException original) {
        this(original.queue(), original.jobId());
        initCause(original);
    }
}
