package dev.baton;

import dev.baton.model.JobStatus;
import dev.baton.store.InspectStore.ReplayAnswer;
import java.util.Optional;

/**
 * What a replay found.
 *
 * @param id the job
 * @param verdict what became of it
 * @param before its status when the replay came; empty if it is unknown
 */
public record Replay(String id, Verdict verdict, Optional<JobStatus> before) {
    /** What became of a replay. */
    public enum Verdict {
        /** The job was dead and is pending again, its counts cleared. */
        REPLAYED,
        /** The job is not dead; nothing was changed. */
        NOT_DEAD,
        /** The job is dead, but its record is no longer there: it cannot run again. */
        FORGOTTEN,
        /** No such job is known. */
        UNKNOWN
    }

    static Replay of(ReplayAnswer answer) {
        Verdict verdict;
        if (answer.before() == null) {
            verdict = Verdict.UNKNOWN;
        } else if (answer.replayed()) {
            verdict = Verdict.REPLAYED;
        } else {
            verdict = answer.before() == JobStatus.DEAD ? Verdict.FORGOTTEN : Verdict.NOT_DEAD;
        }
        return new Replay(answer.id(), verdict, Optional.ofNullable(answer.before()));
    }
}
