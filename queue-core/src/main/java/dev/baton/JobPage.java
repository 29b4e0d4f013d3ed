package dev.baton;

import dev.baton.model.JobView;
import dev.baton.store.InspectStore.Listing;
import java.util.List;
import java.util.Optional;

/**
 * Some jobs of a list.
 *
 * @param jobs the jobs; may be fewer than asked for, even none, though more follow
 * @param next asks for the page after this one; empty at the end
 */
public record JobPage(List<JobView> jobs, Optional<PageRequest> next) {
    static JobPage of(Listing listing, int limit) {
        return new JobPage(
                listing.jobs(), Optional.ofNullable(listing.next()).map(cursor -> new PageRequest(cursor, limit)));
    }
}
