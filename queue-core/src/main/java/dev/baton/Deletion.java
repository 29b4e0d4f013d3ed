package dev.baton;

import dev.baton.model.JobStatus;
import dev.baton.store.InspectStore.EraseAnswer;
import java.util.Optional;

/**
 * What a deletion found.
 *
 * @param id the job
 * @param verdict what became of it
 * @param before its status when the deletion came; empty if it is unknown
 */
public record Deletion(String id, Verdict verdict, Optional<JobStatus> before) {
    /** What became of a deletion. */
    public enum Verdict {
        /** The job had ended, and its record, result and history are gone. */
        DELETED,
        /** The job has not ended: cancel it first. Nothing was changed. */
        NOT_ENDED,
        /** The job has ended and was forgotten before; only its id is still known. */
        FORGOTTEN,
        /** No such job is known. */
        UNKNOWN
    }

    static Deletion of(EraseAnswer answer) {
        JobStatus before = answer.before();
        Verdict verdict;
        if (before == null) {
            verdict = Verdict.UNKNOWN;
        } else if (answer.erased()) {
            verdict = Verdict.DELETED;
        } else {
            verdict = before.isTerminal() ? Verdict.FORGOTTEN : Verdict.NOT_ENDED;
        }
        return new Deletion(answer.id(), verdict, Optional.ofNullable(before));
    }
}
