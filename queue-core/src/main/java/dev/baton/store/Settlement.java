package dev.baton.store;

import dev.baton.model.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * What became of an outcome.
 *
 * @param id the job
 * @param recorded whether the entry stood in the list, and the outcome was therefore recorded
 * @param status the status found when it was not recorded: equal to the outcome's own status if an earlier copy of it
 *     was recorded, or anything else if the claim was lost; null if the job is unknown, or if it was recorded
 */
public record Settlement(
        String id, boolean recorded, @Nullable JobStatus status) {
    /** Whether the job is where the outcome wanted it, by this call or by an earlier copy of it. */
    public boolean reached(JobStatus wanted) {
        return recorded || status == wanted;
    }
}
