package dev.baton.simulation;

import dev.baton.model.JobStatus;

/** What stands in Redis of one job, apart from its places in the lists. */
final class ModelJob {
    JobStatus status;
    long dueMillis;
    /** Whether the job stands in `tries`, and what there. */
    boolean tried;

    boolean once;
    int failures;
    int crashes;
    long fence;
    /** Whether it stands in `cancelling`, and in `stale`. */
    boolean asked;

    boolean stale;
    long endedMillis;

    ModelJob(JobStatus status) {
        this.status = status;
    }

    ModelJob copy() {
        ModelJob copy = new ModelJob(status);
        copy.dueMillis = dueMillis;
        copy.tried = tried;
        copy.once = once;
        copy.failures = failures;
        copy.crashes = crashes;
        copy.fence = fence;
        copy.asked = asked;
        copy.stale = stale;
        copy.endedMillis = endedMillis;
        return copy;
    }

    void note(int nowFailures, int nowCrashes, long nowFence) {
        tried = true;
        failures = nowFailures;
        crashes = nowCrashes;
        fence = nowFence;
    }

    boolean isTerminal() {
        return status == JobStatus.DONE || status == JobStatus.DEAD || status == JobStatus.CANCELLED;
    }

    boolean waits() {
        return status == JobStatus.SCHEDULED || status == JobStatus.RETRYING;
    }
}
