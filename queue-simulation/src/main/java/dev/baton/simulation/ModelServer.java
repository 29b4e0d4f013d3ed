package dev.baton.simulation;

import dev.baton.model.JobStatus;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.EnqueueStore;
import dev.baton.store.EventStore;
import dev.baton.store.InspectStore;
import dev.baton.store.Lane;
import dev.baton.store.LeaseStore;
import dev.baton.store.NewJob;
import dev.baton.store.Signals;
import dev.baton.store.Store;
import dev.baton.store.SweepStore;
import dev.baton.store.WorkerStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A model of Redis with Baton's scripts: the ports of the store on a {@link ModelQueue}, answered at once. */
public final class ModelServer implements Server, Store {
    private final Set<Mistake> mistakes;
    private final History history = new History();
    private final ModelWorkers workers = new ModelWorkers(this);
    private final SweepStore sweeps = new ModelSweeps(this);
    private final InspectStore people = new ModelPeople(this);
    private ModelQueue queue = new ModelQueue();
    private @Nullable ModelQueue saved;
    private long micros;

    public ModelServer(Set<Mistake> mistakes) {
        this.mistakes = mistakes;
    }

    /** The process of an incarnation: what stands before the last dash of its name. */
    static String processOf(String worker) {
        return worker.substring(0, worker.lastIndexOf('-'));
    }

    boolean makes(Mistake mistake) {
        return !mistakes.isEmpty() && mistakes.contains(mistake);
    }

    ModelQueue queue() {
        return queue;
    }

    History history() {
        return history;
    }

    long micros() {
        return micros;
    }

    long millis() {
        return micros / 1000;
    }

    <T> CompletableFuture<T> answer(T answer) {
        return CompletableFuture.completedFuture(answer);
    }

    @Override
    public <T> T ask(Function<Store, CompletableFuture<T>> request) {
        return request.apply(this).join();
    }

    @Override
    public @Nullable String move(Lane lane) {
        if (queue.pending.isEmpty()) {
            return null;
        }
        String id = queue.pending.remove(queue.pending.size() - 1);
        queue.hand(lane).add(0, id);
        workers.moved(lane, id);
        return id;
    }

    @Override
    public void clock(long now) {
        micros = now;
    }

    @Override
    public void save() {
        saved = queue.copy();
    }

    @Override
    public void rollBack() {
        if (saved == null) {
            throw new IllegalStateException("nothing was saved");
        }
        queue = saved.copy();
        history.rolledBack();
        history.acknowledged.retainAll(queue.jobs.keySet());
    }

    @Override
    public EnqueueStore enqueues() {
        return (name, jobs) -> {
            List<EnqueueAnswer> answers = new ArrayList<>();
            jobs.forEach(job -> answers.add(enqueue(job)));
            return answer(answers);
        };
    }

    private EnqueueAnswer enqueue(NewJob made) {
        JobStatus known = queue.status(made.id());
        if (known != null) {
            return new EnqueueAnswer.Existing(made.id(), known, true);
        }
        long delay =
                made.start() instanceof NewJob.Start.After after ? after.delay().toMillis() : 0;
        ModelJob job = new ModelJob(delay > 0 ? JobStatus.SCHEDULED : JobStatus.PENDING);
        job.dueMillis = millis() + delay;
        job.once = made.atMostOnce();
        job.tried = job.once;
        history.made(made.id(), job.once);
        queue.jobs.put(made.id(), job);
        if (delay == 0) {
            queue.pending.add(0, made.id());
        }
        return new EnqueueAnswer.Created(made.id(), job.status);
    }

    @Override
    public WorkerStore workers() {
        return workers;
    }

    @Override
    public LeaseStore leases() {
        throw new UnsupportedOperationException("the model lends nothing");
    }

    @Override
    public EventStore events() {
        throw new UnsupportedOperationException("nothing hangs on an event");
    }

    @Override
    public SweepStore sweeps() {
        return sweeps;
    }

    @Override
    public InspectStore inspection() {
        return people;
    }

    @Override
    public Signals signals() {
        throw new UnsupportedOperationException("nothing hangs on a signal");
    }

    @Override
    public String address() {
        return "the model";
    }

    @Override
    public void close() {}
}
