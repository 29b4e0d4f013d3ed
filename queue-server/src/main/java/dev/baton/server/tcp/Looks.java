package dev.baton.server.tcp;

import dev.baton.model.JobStatus;
import dev.baton.model.QueueStats;
import dev.baton.server.Gateway;
import dev.baton.store.InspectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Looks at queues and jobs for clients. By the store, not by {@code Baton.queue}, which remembers every name it was ever
 * asked for. Thread-safe.
 */
final class Looks {
    /** Most queues that one look goes to. */
    static final int MOST_QUEUES = 1000;

    private final InspectStore inspection;

    Looks(Gateway gateway) {
        inspection = gateway.store().inspection();
    }

    CompletableFuture<Answer> at(Request.Look look) {
        if (look instanceof Request.Queues) {
            return inspection.queues().thenCompose(this::list);
        } else if (look instanceof Request.Left left) {
            return inspection.stats(left.queue()).thenApply(stats -> Answer.of("Tasks remaining: " + stats.pending()));
        } else if (look instanceof Request.Status status) {
            return inspection
                    .queues()
                    .thenCompose(known -> known.contains(status.name())
                            ? inspection.stats(status.name()).thenApply(stats -> Answer.of(sizes(stats)))
                            : jobAnywhere(status.name(), known));
        } else if (look instanceof Request.StatusOfJob job) {
            return inspection
                    .statuses(job.queue(), List.of(job.id()))
                    .thenApply(found -> found.get(0)
                            .map(status -> Answer.of(status.word()))
                            .orElseGet(() -> unknownJob(job.queue(), job.id())));
        }
        throw new IllegalStateException("a look that nobody takes: " + look);
    }

    /** Names with the numbers of pending jobs, in the order of the alphabet. */
    private CompletableFuture<Answer> list(Set<String> names) {
        List<CompletableFuture<QueueStats>> all =
                names.stream().limit(MOST_QUEUES).map(inspection::stats).toList();
        return gathered(all).thenApply(queues -> {
            if (queues.isEmpty()) {
                return Answer.EMPTY;
            }
            List<String> words = new ArrayList<>();
            queues.forEach(queue -> words.add(queue.queue() + "=" + queue.pending()));
            if (names.size() > MOST_QUEUES) {
                words.add("… and " + (names.size() - MOST_QUEUES) + " more");
            }
            return Answer.of(String.join(" ", words));
        });
    }

    /** Ids are known by queue; a bare one is looked for in all of them. */
    private CompletableFuture<Answer> jobAnywhere(String id, Set<String> queues) {
        if (queues.size() > MOST_QUEUES) {
            return CompletableFuture.completedFuture(
                    Answer.error("there are too many queues to look for a job in: use" + " STATUS queue id"));
        }
        List<String> names = List.copyOf(queues);
        List<CompletableFuture<List<Optional<JobStatus>>>> all = names.stream()
                .map(queue -> inspection.statuses(queue, List.of(id)))
                .toList();
        return gathered(all).thenApply(found -> {
            for (List<Optional<JobStatus>> one : found) {
                if (one.get(0).isPresent()) {
                    return Answer.of(one.get(0).get().word());
                }
            }
            return Answer.error("unknown: there is no queue and no job \"" + id + "\"");
        });
    }

    private static <T> CompletableFuture<List<T>> gathered(List<CompletableFuture<T>> all) {
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
    }

    private static String sizes(QueueStats stats) {
        return "pending " + stats.pending() + " waiting " + stats.waiting() + " in-progress " + stats.inProgress()
                + " done " + stats.done() + " dead " + stats.dead() + " cancelled " + stats.cancelled()
                + (stats.paused() ? " paused" : "");
    }

    private static Answer unknownJob(String queue, String id) {
        return Answer.error("unknown: there is no job \"" + id + "\" in queue \"" + queue + "\"");
    }
}
