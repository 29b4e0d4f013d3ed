package dev.baton.simulation;

import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.model.QueueStats;
import dev.baton.model.Whereabouts;
import dev.baton.model.WorkerView;
import dev.baton.store.InspectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What people ask of the model: cancel, replay, pause. Whoever wants to look looks at the {@link ModelQueue} itself. */
final class ModelPeople implements InspectStore {
    private final ModelServer server;

    ModelPeople(ModelServer server) {
        this.server = server;
    }

    @Override
    public CompletableFuture<List<CancelAnswer>> cancel(String name, List<String> ids) {
        List<CancelAnswer> answers = new ArrayList<>();
        ids.forEach(id -> answers.add(cancel(id)));
        return server.answer(answers);
    }

    private CancelAnswer cancel(String id) {
        ModelJob job = server.queue().find(id);
        if (job == null) {
            return new CancelAnswer(id, null, false, false);
        }
        JobStatus before = job.status;
        if (before == JobStatus.IN_PROGRESS) {
            job.asked = true;
        } else if (!job.isTerminal()) {
            server.queue().end(job, JobStatus.CANCELLED, server.millis());
            job.stale = before == JobStatus.PENDING;
        }
        return new CancelAnswer(id, before, job.status == JobStatus.CANCELLED, before == JobStatus.IN_PROGRESS);
    }

    @Override
    public CompletableFuture<List<ReplayAnswer>> replay(String name, List<String> ids) {
        List<ReplayAnswer> answers = new ArrayList<>();
        ids.forEach(id -> answers.add(replay(id)));
        return server.answer(answers);
    }

    private ReplayAnswer replay(String id) {
        ModelQueue queue = server.queue();
        ModelJob job = queue.find(id);
        JobStatus before = job == null ? null : job.status;
        boolean replayed =
                before == JobStatus.DEAD || before == JobStatus.CANCELLED && server.makes(Mistake.CANCELLED_ID_PUSHED);
        if (job != null && replayed) {
            job.note(0, 0, job.fence);
            job.status = JobStatus.PENDING;
            job.stale = false;
            queue.pending.add(0, id);
            server.history().replayed(id);
        }
        return new ReplayAnswer(id, before, replayed);
    }

    @Override
    public CompletableFuture<Boolean> pause(String name) {
        return paused(true);
    }

    @Override
    public CompletableFuture<Boolean> resume(String name) {
        return paused(false);
    }

    private CompletableFuture<Boolean> paused(boolean wish) {
        boolean changed = server.queue().paused != wish;
        server.queue().paused = wish;
        return server.answer(changed);
    }

    @Override
    public CompletableFuture<Set<String>> queues() {
        throw notShown();
    }

    @Override
    public CompletableFuture<List<Optional<JobStatus>>> statuses(String name, List<String> ids) {
        throw notShown();
    }

    @Override
    public CompletableFuture<Optional<JobView>> find(String name, String id) {
        throw notShown();
    }

    @Override
    public CompletableFuture<Optional<Instant>> doneAt(String queue, String id) {
        throw notShown();
    }

    @Override
    public CompletableFuture<Listing> list(String name, JobStatus status, @Nullable String cursor, int limit) {
        throw notShown();
    }

    @Override
    public CompletableFuture<List<WorkerView>> workers(String name, int offset, int most, int jobs) {
        throw notShown();
    }

    @Override
    public CompletableFuture<Optional<Whereabouts>> where(String name, String id) {
        throw notShown();
    }

    /** As a purge, which the model's sweeps have. */
    @Override
    public CompletableFuture<List<EraseAnswer>> erase(String name, List<String> ids, long after) {
        throw notShown();
    }

    @Override
    public CompletableFuture<QueueStats> stats(String name) {
        throw notShown();
    }

    @Override
    public CompletableFuture<List<Optional<JobStatus>>> watch(String name, List<String> ids, Duration watch) {
        throw notShown();
    }

    private static UnsupportedOperationException notShown() {
        return new UnsupportedOperationException("the model is looked at directly");
    }
}
