package dev.baton.simulation;

import dev.baton.model.JobStatus;
import dev.baton.model.Retention;
import dev.baton.store.SweepStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The background duties on the model. Retention is left out: nothing is purged here. */
final class ModelSweeps implements SweepStore {
    private final ModelServer server;

    ModelSweeps(ModelServer server) {
        this.server = server;
    }

    @Override
    public CompletableFuture<List<String>> expiredWorkers(String name, int most) {
        ModelQueue queue = server.queue();
        List<Map.Entry<String, Long>> expired = new ArrayList<>();
        queue.workers.entrySet().forEach(worker -> {
            if (worker.getValue() <= server.millis() && queue.holds(worker.getKey())) {
                expired.add(Map.entry(worker.getKey(), worker.getValue()));
            }
        });
        expired.sort(Map.Entry.<String, Long>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey())
                .reversed());
        return server.answer(expired.stream().map(Map.Entry::getKey).limit(most).toList());
    }

    @Override
    public CompletableFuture<ReclaimAnswer> reclaim(String name, String worker, int most, int maxCrashes) {
        ModelQueue queue = server.queue();
        if (queue.isLive(worker, server.millis())) {
            return server.answer(new ReclaimAnswer(false, List.of(), List.of(), List.of(), 0, 0, false));
        }
        List<String> elements = new ArrayList<>();
        for (List<String> list : queue.hands(worker)) {
            while (elements.size() < most && !list.isEmpty()) {
                elements.add(list.remove(list.size() - 1));
            }
        }
        List<String> reclaimed = new ArrayList<>();
        List<String> buried = new ArrayList<>();
        List<String> cancelled = new ArrayList<>();
        List<String> salvaged = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int dropped = 0;
        for (String element : elements) {
            String id = ModelQueue.idOf(element);
            boolean claimed = ModelQueue.isClaimed(element);
            JobStatus status = queue.status(id);
            if (claimed && status == JobStatus.IN_PROGRESS && seen.add(id)) {
                crashed(queue.job(id), id, element, maxCrashes, reclaimed, buried, cancelled);
            } else if (!claimed && status == JobStatus.PENDING && seen.add(id)) {
                salvaged.add(id);
            } else {
                dropped++;
                if (!claimed) {
                    queue.dropStale(id);
                }
            }
        }
        reclaimed.forEach(id -> queue.pending.add(0, id));
        for (int i = salvaged.size() - 1; i >= 0; i--) {
            queue.pending.add(salvaged.get(i));
        }
        return server.answer(
                new ReclaimAnswer(true, reclaimed, buried, cancelled, salvaged.size(), dropped, queue.holds(worker)));
    }

    private void crashed(
            ModelJob job,
            String id,
            String entry,
            int maxCrashes,
            List<String> reclaimed,
            List<String> buried,
            List<String> cancelled) {
        Integer grant = server.queue().grants.remove(entry);
        if (grant != null) {
            server.history().crash(server.history().grant(grant));
        }
        boolean salvaged = job.once && server.makes(Mistake.ONCE_SALVAGED);
        int crashes = job.crashes + (salvaged ? 0 : 1);
        job.note(job.failures, crashes, Math.max(job.fence, ModelQueue.fenceOf(entry)));
        if (job.asked) {
            server.queue().end(job, JobStatus.CANCELLED, server.millis());
            cancelled.add(id);
        } else if (job.once && !salvaged || crashes >= maxCrashes) {
            server.queue().end(job, JobStatus.DEAD, server.millis());
            buried.add(id);
        } else {
            job.status = JobStatus.PENDING;
            reclaimed.add(id);
            server.history().mayStartAgain(id);
        }
    }

    /** Nobody lends anything here. */
    @Override
    public CompletableFuture<LapseAnswer> lapse(String queue, int most, int maxCrashes) {
        return CompletableFuture.completedFuture(
                new LapseAnswer(List.of(), List.of(), List.of(), 0, false, OptionalLong.empty(), 0));
    }

    @Override
    public CompletableFuture<PromoteAnswer> promote(String name, int most) {
        ModelQueue queue = server.queue();
        List<String> due = new ArrayList<>();
        queue.jobs.forEach((id, job) -> {
            if (job.waits() && job.dueMillis <= server.millis()) {
                due.add(id);
            }
        });
        due.sort(Comparator.comparingLong((String id) -> queue.job(id).dueMillis)
                .thenComparing(Comparator.naturalOrder()));
        List<String> promoted = due.subList(0, Math.min(most, due.size()));
        for (String id : promoted) {
            queue.job(id).status = JobStatus.PENDING;
            queue.pending.add(0, id);
        }
        return server.answer(new PromoteAnswer(promoted.size(), ModelWorkers.nextDue(queue), server.millis()));
    }

    @Override
    public CompletableFuture<StrayPage> strays(String name, String cursor) {
        ModelQueue queue = server.queue();
        return server.answer(new StrayPage(
                queue.allHands().keySet().stream()
                        .filter(worker -> queue.holds(worker) && !queue.workers.containsKey(worker))
                        .sorted()
                        .toList(),
                "0"));
    }

    @Override
    public CompletableFuture<PurgeAnswer> purge(String name, Retention retention, int most) {
        throw new UnsupportedOperationException("nothing is purged in the model");
    }

    @Override
    public long incidents() {
        return 0; // each process counts its own, on its side of the wire
    }
}
