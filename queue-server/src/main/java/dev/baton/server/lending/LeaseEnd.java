package dev.baton.server.lending;

import dev.baton.model.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * What became of the end, or the extension, of a lease.
 *
 * @param verdict what happened
 * @param status the job's status now, as far as it is known; null if there is no such job
 */
public record LeaseEnd(Verdict verdict, @Nullable JobStatus status) {
    /** What happened. */
    public enum Verdict {
        /** The claim stood, and what was asked for is done. */
        DONE,
        /** An earlier copy of the same request was carried out; nothing was changed now. */
        REPEATED,
        /** The claim stood, but the job's cancellation had been asked for: it is cancelled now. */
        CANCELLED,
        /** Of an extension: it is extended, and somebody asked for the job's cancellation. */
        CANCEL_ASKED,
        /** The lease ran out, or never was: the job is not, or no longer, in this hand. Nothing was changed. */
        NOT_YOURS
    }
}
