package dev.baton;

import dev.baton.model.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs of a list are wanted. Immutable.
 *
 * @param cursor where to go on, from the page before; null for the first page
 * @param limit most jobs of the page, 1 to 1000, default 50; a page may be shorter though more follow
 */
public record PageRequest(@Nullable String cursor, int limit) {
    public PageRequest {
        if (limit < 1 || limit > Limits.BATCH) {
            throw new IllegalArgumentException("The page limit " + limit + " is not allowed: use 1 to " + Limits.BATCH);
        }
    }

    /** The first page, of at most 50 jobs. */
    public static PageRequest first() {
        return first(50);
    }

    /** The first page, of at most {@code limit} jobs, 1 to 1000. */
    public static PageRequest first(int limit) {
        return new PageRequest(null, limit);
    }
}
