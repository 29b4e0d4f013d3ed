package dev.baton.server.lending;

import dev.baton.model.JobStatus;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import dev.baton.worker.RemoteJudgement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a consumer wants to end its claim. */
sealed interface Parting {
    LeaseToken token();

    /** What to tell the store, by the rules of the job. */
    Ending ending(Claim claim, RemoteJudgement judgement);

    /** The element that proves the claim. */
    default String entry() {
        return token().id() + " " + token().nonce() + " " + token().fence();
    }

    /** It is done. */
    record Complete(LeaseToken token, byte @Nullable [] result) implements Parting {
        @Override
        public Ending ending(Claim claim, RemoteJudgement judgement) {
            return judgement.completed(claim, Optional.ofNullable(result));
        }
    }

    /** The attempt failed. */
    record Fail(LeaseToken token, String error, String message, boolean retry) implements Parting {
        @Override
        public Ending ending(Claim claim, RemoteJudgement judgement) {
            return judgement.failed(claim, error, message, retry);
        }
    }

    /** Not now, or not by this consumer. */
    record Release(LeaseToken token) implements Parting {
        @Override
        public Ending ending(Claim claim, RemoteJudgement judgement) {
            return judgement.released(claim);
        }
    }

    /** The status of a job whose claim was ended so. */
    static JobStatus statusAfter(Ending ending) {
        if (ending instanceof Ending.Complete) {
            return JobStatus.DONE;
        } else if (ending instanceof Ending.Retry) {
            return JobStatus.RETRYING;
        } else if (ending instanceof Ending.Snooze) {
            return JobStatus.SCHEDULED;
        } else if (ending instanceof Ending.Release) {
            return JobStatus.PENDING;
        } else if (ending instanceof Ending.Bury) {
            return JobStatus.DEAD;
        }
        return JobStatus.CANCELLED;
    }
}
