package dev.baton;

import dev.baton.model.JobStatus;
import dev.baton.store.InspectStore.CancelAnswer;
import java.util.Optional;

/**
 * What a cancel found.
 *
 * @param id the job
 * @param verdict what became of it
 * @param before its status when the cancel came; empty if it is unknown
 */
public record Cancellation(String id, Verdict verdict, Optional<JobStatus> before) {
    /** What became of a cancel. */
    public enum Verdict {
        /** The job was waiting and is cancelled, or was cancelled before. */
        CANCELLED,
        /** The job is running: its handler is told at its worker's next heartbeat, and its outcome decides. */
        ASKED,
        /** The job had ended; nothing was changed. */
        TOO_LATE,
        /** No such job is known. */
        UNKNOWN
    }

    static Cancellation of(CancelAnswer answer) {
        Verdict verdict;
        if (answer.before() == null) {
            verdict = Verdict.UNKNOWN;
        } else if (answer.cancelled()) {
            verdict = Verdict.CANCELLED;
        } else {
            verdict = answer.asked() ? Verdict.ASKED : Verdict.TOO_LATE;
        }
        return new Cancellation(answer.id(), verdict, Optional.ofNullable(answer.before()));
    }
}
