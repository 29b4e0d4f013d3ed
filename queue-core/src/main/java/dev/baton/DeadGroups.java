package dev.baton;

import dev.baton.model.Failure;
import dev.baton.model.JobRecord;
import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.model.Limits;
import dev.baton.store.InspectStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Dead jobs by type and kind of error.
 *
 * @param groups the largest first
 * @param read how many dead jobs were read for this answer
 * @param next the cursor for what follows, whose groups are to be added to these; empty at the end
 */
public record DeadGroups(List<DeadGroup> groups, long read, Optional<String> next) {
    /**
     * Dead jobs that may have the same cause.
     *
     * @param type their job type; empty if their records cannot be read
     * @param error the kind of their last error, as {@link Failure#error}; empty if none was noted
     * @param jobs how many there are
     * @param first when the first of them died
     * @param last when the last of them died
     * @param exampleId the job that died last
     * @param exampleMessage what its last error said; empty if nothing
     */
    public record DeadGroup(
            String type,
            String error,
            long jobs,
            Instant first,
            Instant last,
            String exampleId,
            String exampleMessage) {

        /** Two parts of the same group as one. */
        private DeadGroup with(DeadGroup other) {
            DeadGroup latest = other.last.isAfter(last) ? other : this;
            return new DeadGroup(
                    type,
                    error,
                    jobs + other.jobs,
                    other.first.isBefore(first) ? other.first : first,
                    latest.last,
                    latest.exampleId,
                    latest.exampleMessage);
        }
    }

    /** 4,000 small records take eight; pages of large ones are shorter, and hold 4 MiB at most. */
    private static final int MOST_PAGES = 20;

    private record Name(String type, String error) {}

    static CompletableFuture<DeadGroups> read(String queue, InspectStore inspection, @Nullable String cursor) {
        CompletableFuture<DeadGroups> done = new CompletableFuture<>();
        read(queue, inspection, cursor, 0, 1, new LinkedHashMap<>(), done);
        return done;
    }

    private static void read(
            String queue,
            InspectStore inspection,
            @Nullable String cursor,
            long read,
            int page,
            Map<Name, DeadGroup> groups,
            CompletableFuture<DeadGroups> done) {
        Steps.then(inspection.list(queue, JobStatus.DEAD, cursor, JobSearch.PAGE), done, listing -> {
            for (JobView job : listing.jobs()) {
                DeadGroup one = of(job);
                groups.merge(new Name(one.type, one.error), one, DeadGroup::with);
            }
            long now = read + listing.jobs().size();
            String next = listing.next();
            if (next == null || now > JobSearch.MOST_READ - JobSearch.PAGE || page >= MOST_PAGES) {
                done.complete(new DeadGroups(sorted(groups), now, Optional.ofNullable(next)));
            } else {
                read(queue, inspection, next, now, page + 1, groups, done);
            }
        });
    }

    private static List<DeadGroup> sorted(Map<Name, DeadGroup> groups) {
        return groups.values().stream()
                .sorted(Comparator.comparingLong(DeadGroup::jobs)
                        .reversed()
                        .thenComparing(DeadGroup::type)
                        .thenComparing(DeadGroup::error))
                .limit(Limits.BATCH)
                .toList();
    }

    private static DeadGroup of(JobView job) {
        JobRecord record = job.record();
        Optional<Failure> last = job.lastError();
        Instant at = Optional.ofNullable(job.finishedAt()).orElse(Instant.EPOCH);
        return new DeadGroup(
                record == null ? "" : record.type(),
                last.map(Failure::error).orElse(""),
                1,
                at,
                at,
                job.id(),
                last.map(Failure::message).orElse(""));
    }
}
