package dev.baton;

import dev.baton.model.JobStatus;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The job did not end in the time that {@link JobHandle#await} was given. Nothing happened to the job. */
public final class AwaitTimeoutException extends JobException {
    private static final long serialVersionUID = 1L;

    private final @Nullable JobStatus lastSeen;

    AwaitTimeoutException(String queue, String jobId, Duration waited, @Nullable JobStatus lastSeen) {
        super(
                queue,
                jobId,
                "Job " + jobId + " of queue " + queue + " is not finished after " + Lengths.text(waited)
                        + (lastSeen == null
                                ? "; its status could not be read meanwhile"
                                : "; it was " + lastSeen + " when last seen"));
        this.lastSeen = lastSeen;
    }

    /** Its status when last seen, at most a second earlier as a rule; empty if it could not be read. */
    public Optional<JobStatus> lastSeen() {
        return Optional.ofNullable(lastSeen);
    }
}
