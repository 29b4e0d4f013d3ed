package dev.baton;

import dev.baton.model.JobRecord;
import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.model.QueueStats;
import dev.baton.store.InspectStore;
import dev.baton.store.InspectStore.CancelAnswer;
import dev.baton.store.InspectStore.EraseAnswer;
import dev.baton.store.InspectStore.ReplayAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The same done with every job of a queue that a filter fits, a bounded page at a time. Jobs that move while it is at work may
 * be left out: on a queue at work, start it again until it finds no more. Thread-safe.
 *
 * <p>Jobs that are {@link dev.baton.model.JobType#atMostOnce started at most once} are never replayed in bulk: each of those
 * wants a decision of its own.
 */
public final class BulkOperation {
    /** What is done with each job. */
    public enum Action {
        /** As {@link JobQueue#cancel}: waiting jobs at once, and the holders of running ones are asked. */
        CANCEL(List.of(JobStatus.SCHEDULED, JobStatus.RETRYING, JobStatus.PENDING, JobStatus.IN_PROGRESS)),
        /** As {@link JobQueue#replay}: dead jobs become pending again. */
        REPLAY(List.of(JobStatus.DEAD)),
        /** As {@link JobQueue#delete}: of jobs that have ended. */
        DELETE(List.of(JobStatus.DONE, JobStatus.DEAD, JobStatus.CANCELLED));

        private final List<JobStatus> statuses;

        Action(List<JobStatus> statuses) {
            this.statuses = statuses;
        }

        /** The statuses that it applies to. */
        public List<JobStatus> statuses() {
            return statuses;
        }

        private List<JobStatus> of(JobFilter filter) {
            Optional<JobStatus> only = filter.status();
            if (only.isPresent() && !statuses.contains(only.get())) {
                throw new IllegalArgumentException("A " + name().toLowerCase(Locale.ROOT) + " of " + only.get()
                        + " jobs is not possible: choose "
                        + statuses.stream().map(JobStatus::word).collect(Collectors.joining(", ")) + ", or no status");
            }
            return only.map(List::of).orElse(statuses);
        }
    }

    private static final int PAGE = 500;

    private final String queue;
    private final InspectStore inspection;
    private final Action action;
    private final JobFilter filter;
    private final List<JobStatus> statuses;
    private final CompletableFuture<BulkProgress> ended = new CompletableFuture<>();
    private volatile Instant start = Instant.MAX;
    private volatile BulkProgress progress = new BulkProgress(0, 0, 0, 0, 0, false);
    private volatile boolean stopping;

    private BulkOperation(String queue, InspectStore inspection, Action action, JobFilter filter) {
        this.queue = queue;
        this.inspection = inspection;
        this.action = action;
        this.filter = filter;
        this.statuses = action.of(filter);
    }

    static BulkOperation start(String queue, InspectStore inspection, Action action, JobFilter filter) {
        BulkOperation operation = new BulkOperation(queue, inspection, action, filter);
        Steps.then(inspection.stats(queue), operation.ended, operation::begin);
        return operation;
    }

    /** How far it has come. */
    public BulkProgress progress() {
        return progress;
    }

    /** Completes at the end, whether all was read or it was stopped; exceptionally if Redis refused or did not answer. */
    public CompletableFuture<BulkProgress> ended() {
        return ended.copy();
    }

    /** Ends it after the page that it is at. A second call does nothing. */
    public void stop() {
        stopping = true;
    }

    private void begin(QueueStats stats) {
        start = stats.serverTime();
        long about = statuses.stream().mapToLong(status -> size(stats, status)).sum();
        progress = new BulkProgress(0, about, 0, 0, 0, false);
        next(0);
    }

    /** In the order in which jobs go from one to the other, and with the size of each by then. */
    private void next(int at) {
        if (at == statuses.size()) {
            ended.complete(progress);
            return;
        }
        Steps.then(inspection.stats(queue), ended, stats -> in(statuses.get(at), stats, () -> next(at + 1)));
    }

    private void in(JobStatus status, QueueStats stats, Runnable then) {
        switch (status) {
            case PENDING, SCHEDULED, RETRYING -> downTo(status, size(stats, status), then);
            case DONE, DEAD, CANCELLED, IN_PROGRESS -> upFrom(status, 0, then);
        }
    }

    private static long size(QueueStats stats, JobStatus status) {
        return switch (status) {
            case PENDING -> stats.pending();
            case SCHEDULED, RETRYING -> stats.waiting(); // they stand in one index, which is read for each
            case IN_PROGRESS -> stats.inProgress();
            case DONE -> stats.done();
            case DEAD -> stats.dead();
            case CANCELLED -> stats.cancelled();
        };
    }

    /**
     * Lists whose new entries come first: from the first on. What comes in pushes others to where they are read later; what
     * was changed here has left the list, and the rest has moved up by as much.
     */
    private void upFrom(JobStatus status, long offset, Runnable then) {
        if (hasEnded()) {
            return;
        }
        Steps.then(inspection.list(queue, status, Long.toString(offset), PAGE), ended, listing -> {
            List<JobView> jobs = fitting(listing.jobs());
            Steps.then(act(jobs, offset), ended, changed -> {
                if (listing.next() == null) {
                    then.run();
                } else {
                    long gone = status == JobStatus.IN_PROGRESS ? 0 : changed;
                    upFrom(status, Long.parseLong(listing.next()) - gone, then);
                }
            });
        });
    }

    /**
     * Lists whose first entries go at any time, to be claimed or because they are due: from the end to the beginning. What goes
     * moves the others to where they are read later.
     */
    private void downTo(JobStatus status, long end, Runnable then) {
        if (hasEnded()) {
            return;
        }
        if (end <= 0) {
            then.run();
            return;
        }
        long from = Math.max(0, end - PAGE);
        stretch(status, from, end, new ArrayList<>(), () -> downTo(status, from, then));
    }

    /** A page of large records is shorter than asked for; the whole stretch is read before any of it is changed. */
    private void stretch(JobStatus status, long from, long end, List<JobView> jobs, Runnable then) {
        int most = (int) (end - from);
        Steps.then(inspection.list(queue, status, Long.toString(from), most), ended, listing -> {
            jobs.addAll(fitting(listing.jobs()));
            @Nullable String next = listing.next();
            if (next != null && Long.parseLong(next) < end) {
                stretch(status, Long.parseLong(next), end, jobs, then);
            } else {
                Steps.then(act(jobs, 0), ended, changed -> then.run());
            }
        });
    }

    private boolean hasEnded() {
        if (stopping && !ended.isDone()) {
            progress = new BulkProgress(
                    progress.read(),
                    progress.about(),
                    progress.matched(),
                    progress.changed(),
                    progress.refused(),
                    true);
            ended.complete(progress);
        }
        return ended.isDone();
    }

    private List<JobView> fitting(List<JobView> jobs) {
        List<JobView> meant =
                jobs.stream().filter(this::wasThereAtStart).filter(filter).toList();
        List<JobView> acted = meant.stream()
                .filter(job -> action != Action.REPLAY || !wantsADecision(job))
                .toList();
        add(jobs.size(), meant.size(), 0, meant.size() - acted.size());
        return acted;
    }

    /**
     * How many of them were changed, and so have left their list; asked ones stay. A job that has left it between the listing and
     * this counts too: as a rule it was changed by a copy of this call whose answer was lost.
     */
    private CompletableFuture<Long> act(List<JobView> jobs, long offset) {
        if (jobs.isEmpty()) {
            return CompletableFuture.completedFuture(0L);
        }
        List<String> ids = jobs.stream().map(JobView::id).toList();
        CompletableFuture<Long> changed = switch (action) {
            case CANCEL ->
                inspection
                        .cancel(queue, ids)
                        .thenApply(answers ->
                                answers.stream().filter(BulkOperation::took).count());
            case REPLAY ->
                inspection
                        .replay(queue, ids)
                        .thenApply(answers -> answers.stream()
                                .filter(BulkOperation::leftTheDead)
                                .count());
            case DELETE ->
                inspection
                        .erase(queue, ids, offset)
                        .thenApply(answers -> IntStream.range(0, jobs.size())
                                .filter(i -> isGone(jobs.get(i), answers.get(i)))
                                .count());
        };
        return changed.thenApply(count -> {
            add(0, 0, count, ids.size() - count);
            return count;
        });
    }

    private static boolean leftTheDead(ReplayAnswer answer) {
        return answer.replayed() || answer.before() != JobStatus.DEAD;
    }

    private static boolean isGone(JobView listed, EraseAnswer answer) {
        return answer.erased() || answer.before() != listed.status() || (answer.forgotten() && listed.record() != null);
    }

    private static boolean took(CancelAnswer answer) {
        return answer.cancelled() || answer.asked();
    }

    /** Steps follow each other, so that nothing else writes meanwhile. */
    private void add(long read, long matched, long changed, long refused) {
        BulkProgress so = progress;
        progress = new BulkProgress(
                so.read() + read,
                so.about(),
                so.matched() + matched,
                so.changed() + changed,
                so.refused() + refused,
                so.stopped());
    }

    /** One that may be started only once: its effect may be there, and only a person who looks at it can say. */
    private static boolean wantsADecision(JobView job) {
        JobRecord record = job.record();
        return record != null && record.atMostOnce();
    }

    /** A job that is replayed and dies again stays dead, or this would never end. */
    private boolean wasThereAtStart(JobView job) {
        return job.finishedAt() == null || !job.finishedAt().isAfter(start);
    }

    @Override
    public String toString() {
        return "BulkOperation[" + action + " in " + queue + ", " + progress + "]";
    }
}
