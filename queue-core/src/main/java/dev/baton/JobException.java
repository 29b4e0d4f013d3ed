package dev.baton;

/** Why a job's result cannot be had. */
public abstract sealed class JobException extends RuntimeException
        permits JobFailedException,
                JobCancelledException,
                AwaitTimeoutException,
                UnknownJobException,
                ResultUnavailableException {
    private static final long serialVersionUID = 1L;

    private final String queue;
    private final String jobId;

    JobException(String queue, String jobId, String message) {
        super(message);
        this.queue = queue;
        this.jobId = jobId;
    }

    public final String queue() {
        return queue;
    }

    public final String jobId() {
        return jobId;
    }
}
