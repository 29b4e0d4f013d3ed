package dev.baton.server.live;

import dev.baton.model.JobStatus;
import dev.baton.store.LiveEvent;
import java.util.Set;

/**
 * Which events somebody wants. What concerns the queue as a whole, and gaps, everybody wants. Immutable.
 *
 * @param ids of jobs; empty: all
 * @param statuses to which they come; empty: all
 */
public record Interest(Set<String> ids, Set<JobStatus> statuses) {
    public static final Interest IN_ALL = new Interest(Set.of(), Set.of());

    public Interest {
        ids = Set.copyOf(ids);
        statuses = Set.copyOf(statuses);
    }

    boolean covers(LiveEvent event) {
        return !(event instanceof LiveEvent.Moved moved)
                || ((ids.isEmpty() || ids.contains(moved.id()))
                        && (statuses.isEmpty() || statuses.contains(moved.status())));
    }
}
