package dev.baton.store;

import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.model.QueueStats;
import dev.baton.model.Whereabouts;
import dev.baton.model.WorkerView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Looking, cancelling, replaying, pausing. Every read is O(page). Thread-safe; futures as in {@link WorkerStore}. Every
 * call may be repeated.
 */
public interface InspectStore {
    /** Names of the queues that were ever used. */
    CompletableFuture<Set<String>> queues();

    /** The status of each id, in order; empty for unknown ids. At most 1000. */
    CompletableFuture<List<Optional<JobStatus>>> statuses(String queue, List<String> ids);

    /** Everything about a job. */
    CompletableFuture<Optional<JobView>> find(String queue, String id);

    /**
     * When a job that is done with nothing to tell has ended: only the index of done jobs knows, and is searched from its
     * latest entry on, 10,000 at most. Empty for others, and for older ones.
     */
    CompletableFuture<Optional<Instant>> doneAt(String queue, String id);

    /**
     * A page of the jobs in a status: pending and in-progress in claim order, scheduled and retrying by due time,
     * finished ones latest first. A page may be shorter than {@code limit} (1 to 1000) though more follow.
     *
     * @param cursor null at first, then the last page's: how many entries to leave out, in decimals
     */
    CompletableFuture<Listing> list(String queue, JobStatus status, @Nullable String cursor, int limit);

    /**
     * Incarnations of workers, the latest heartbeat first: those that live, and those that expired within the last day.
     *
     * @param offset how many to leave out, 0 or more
     * @param most 1 to 100
     * @param jobs how many jobs are shown of each, 0 to 100
     */
    CompletableFuture<List<WorkerView>> workers(String queue, int offset, int most, int jobs);

    /** Sizes and counters. */
    CompletableFuture<QueueStats> stats(String queue);

    /** Cancels waiting jobs at once, and asks the holders of running ones. One answer an id, in order. */
    CompletableFuture<List<CancelAnswer>> cancel(String queue, List<String> ids);

    /**
     * Where a job stands and what stands in its way. Looks at 10,000 elements of each list at most.
     *
     * @return empty for an unknown id
     */
    CompletableFuture<Optional<Whereabouts>> where(String queue, String id);

    /**
     * Deletes jobs that have ended: record, result, history. An id may outlive its job as a tombstone, as after a purge. One
     * answer an id, in order; an id that stands there twice is forgotten the second time.
     *
     * @param after how many of the latest done jobs to leave out at first when these are looked for in the index, 0 or more:
     *     where a listing met them; done jobs are found wherever they stand behind that
     */
    CompletableFuture<List<EraseAnswer>> erase(String queue, List<String> ids, long after);

    /** Makes dead jobs pending again, with their counts cleared. One answer an id, in order. */
    CompletableFuture<List<ReplayAnswer>> replay(String queue, List<String> ids);

    /** @return whether this changed anything */
    CompletableFuture<Boolean> pause(String queue);

    /** @return whether this changed anything */
    CompletableFuture<Boolean> resume(String queue);

    /**
     * Reads the statuses of ids, and asks that the end of those that have not ended yet be told by a
     * {@link Signal.Finished}, for {@code watch} from now.
     */
    CompletableFuture<List<Optional<JobStatus>>> watch(String queue, List<String> ids, Duration watch);

    /** A page of jobs; {@code next} is null at the end. */
    record Listing(List<JobView> jobs, @Nullable String next) {}

    /**
     * What a cancel found: {@code before} is the status it found (null: unknown id); {@code cancelled} whether the job
     * is cancelled now; {@code asked} whether it is running and its worker will be told.
     */
    record CancelAnswer(String id, @Nullable JobStatus before, boolean cancelled, boolean asked) {}

    /**
     * What a deletion found: {@code before} is the status it found (null: unknown id); {@code erased} whether the job was
     * deleted now, {@code forgotten} whether it had ended and no record was left of it.
     */
    record EraseAnswer(String id, @Nullable JobStatus before, boolean erased, boolean forgotten) {}

    /** What a replay found: {@code replayed} only if the job was dead and its record still there. */
    record ReplayAnswer(String id, @Nullable JobStatus before, boolean replayed) {}
}
