package dev.baton;

import dev.baton.codec.CodecException;
import dev.baton.codec.JobCodec;
import dev.baton.model.JobView;
import org.jspecify.annotations.Nullable;

/** Reads from an ended job what its waiter gets: the result, or the exception that says why there is none. */
final class Ended<R> {
    private final JobCodec codec;
    private final Class<R> resultType;

    Ended(JobCodec codec, Class<R> resultType) {
        this.codec = codec;
        this.resultType = resultType;
    }

    /** @throws JobException if the job ended without a result that can be had */
    @Nullable
    R result(JobView job) {
        return switch (job.status()) {
            case DONE -> decode(job);
            case DEAD -> throw new JobFailedException(job);
            case CANCELLED ->
                throw new JobCancelledException(job.queue(), job.id(), job.reason() == null ? "" : job.reason());
            case SCHEDULED, PENDING, IN_PROGRESS, RETRYING -> throw new IllegalStateException(job + " has not ended");
        };
    }

    private @Nullable R decode(JobView job) {
        if (resultType == Void.class) {
            return null;
        }
        if (job.result() == null) {
            if (job.reason() != null) {
                throw unavailable(job, job.reason());
            }
            if (job.record() == null) {
                throw unavailable(job, "it has been purged since");
            }
            return null;
        }
        try {
            return codec.decode(job.result(), resultType);
        } catch (CodecException e) {
            ResultUnavailableException unfit = unavailable(job, e.getMessage());
            unfit.initCause(e);
            throw unfit;
        }
    }

    private static ResultUnavailableException unavailable(JobView job, @Nullable String why) {
        return new ResultUnavailableException(job.queue(), job.id(), why == null ? "" : why);
    }
}
