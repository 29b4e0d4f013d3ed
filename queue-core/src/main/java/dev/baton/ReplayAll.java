package dev.baton;

import dev.baton.model.JobRecord;
import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.model.QueueStats;
import dev.baton.store.InspectStore;
import dev.baton.store.InspectStore.Listing;
import dev.baton.store.InspectStore.ReplayAnswer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Replays every job of a queue that is dead now, a bounded page at a time. One that dies again meanwhile is left dead, or
 * this would never end.
 */
final class ReplayAll {
    private static final int PAGE = 100;

    private final String queue;
    private final InspectStore inspection;
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private Instant start = Instant.MAX;
    private long left;
    private long replayed;

    private ReplayAll(String queue, InspectStore inspection) {
        this.queue = queue;
        this.inspection = inspection;
    }

    /** How many were replayed; completes on a thread of the store. */
    static CompletableFuture<Long> of(String queue, InspectStore inspection) {
        ReplayAll all = new ReplayAll(queue, inspection);
        all.then(inspection.stats(queue), all::begin);
        return all.done;
    }

    private void begin(QueueStats stats) {
        start = stats.serverTime();
        left = stats.dead();
        page(null);
    }

    private void page(@Nullable String cursor) {
        if (left <= 0) {
            done.complete(replayed);
        } else {
            then(inspection.list(queue, JobStatus.DEAD, cursor, PAGE), this::replay);
        }
    }

    private void replay(Listing page) {
        List<String> ids = page.jobs().stream()
                .filter(this::wasDeadAtStart)
                .filter(job -> !wantsADecision(job))
                .map(JobView::id)
                .toList();
        if (ids.isEmpty()) {
            goOn(page);
        } else {
            then(inspection.replay(queue, ids), answers -> count(page, answers));
        }
    }

    private void count(Listing page, List<ReplayAnswer> answers) {
        long here = answers.stream().filter(ReplayAnswer::replayed).count();
        replayed += here;
        left -= here;
        if (here == 0) {
            goOn(page);
        } else {
            // What was replayed has left the list, so that the place the cursor means may have moved: start over.
            page(null);
        }
    }

    private void goOn(Listing page) {
        if (page.next() == null) {
            done.complete(replayed);
        } else {
            page(page.next());
        }
    }

    /** One that may be started only once: its effect may be there, and only a person who looks at it can say. */
    private static boolean wantsADecision(JobView job) {
        JobRecord record = job.record();
        return record != null && record.atMostOnce();
    }

    private boolean wasDeadAtStart(JobView job) {
        return job.finishedAt() == null || !job.finishedAt().isAfter(start);
    }

    private <T> void then(CompletableFuture<T> answer, Consumer<T> step) {
        answer.whenComplete((value, failure) -> {
            try {
                if (failure != null) {
                    done.completeExceptionally(Callbacks.cause(failure));
                } else {
                    step.accept(value);
                }
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
    }
}
