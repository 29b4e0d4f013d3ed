package dev.baton;

import dev.baton.model.Failure;
import dev.baton.model.JobView;
import dev.baton.model.Printable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The job is dead: no further attempt will be made, unless a person replays it. */
public final class JobFailedException extends JobException {
    private static final long serialVersionUID = 1L;

    private final int attempts;
    private final String reason;
    private final transient @Nullable Failure failure;

    JobFailedException(JobView job) {
        super(job.queue(), job.id(), words(job));
        attempts = attempts(job);
        reason = job.reason() == null ? "" : job.reason();
        failure = job.lastError().orElse(null);
    }

    private static int attempts(JobView job) {
        return job.failures() + job.crashes();
    }

    private static String words(JobView job) {
        StringBuilder words = new StringBuilder("Job " + job.id() + " of queue " + job.queue() + " is dead");
        words.append(" after ").append(attempts(job)).append(attempts(job) == 1 ? " attempt" : " attempts");
        if (job.reason() != null) {
            words.append(" (").append(Printable.line(job.reason(), 200)).append(')');
        }
        job.lastError()
                .ifPresent(failure -> words.append(": ")
                        .append(Printable.line(failure.error(), 200))
                        .append(failure.message().isEmpty() ? "" : ": " + Printable.line(failure.message(), 500)));
        return words.toString();
    }

    /** Attempts that failed or whose worker died. */
    public int attempts() {
        return attempts;
    }

    /** Why it is dead, in a word or a sentence; empty if nothing was noted. */
    public String reason() {
        return reason;
    }

    /** The kind of the last error: an exception's class name, or a word such as {@code timeout}; empty if none is known. */
    public String error() {
        return failure == null ? "" : failure.error();
    }

    /** The last failed attempt; empty if none left a word. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }
}
