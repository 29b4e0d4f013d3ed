package dev.baton.redis;

import dev.baton.model.Durability;
import dev.baton.store.DurableAnswer;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.EnqueueStore;
import dev.baton.store.NewJob;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The producer's port on Redis. */
final class RedisEnqueues implements EnqueueStore {
    private final EnqueueScript script;
    private final Caller caller;
    private final QueueNames names;
    private final DurableLines durable;
    private final Repeats repeats;

    RedisEnqueues(EnqueueScript script, Caller caller, QueueNames names, DurableLines durable, Repeats repeats) {
        this.script = script;
        this.caller = caller;
        this.names = names;
        this.durable = durable;
        this.repeats = repeats;
    }

    /** @throws IllegalArgumentException if there are too many jobs, too many bytes, or an id is outside the grammar */
    @Override
    public CompletableFuture<List<EnqueueAnswer>> enqueue(String queue, List<NewJob> jobs) {
        if (jobs.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        ScriptCall call = script.draft(queue, jobs, false);
        CompletableFuture<Void> announced = names.announce(queue);
        if (announced.isDone() && !announced.isCompletedExceptionally()) {
            return caller.untilAnswered(call, answers -> script.read(answers, jobs));
        }
        return ErrorKinds.bare(
                announced.thenCompose(done -> caller.untilAnswered(call, answers -> script.read(answers, jobs))));
    }

    /** @throws IllegalArgumentException if there are too many jobs, too many bytes, or an id is outside the grammar */
    @Override
    public CompletableFuture<DurableAnswer> enqueueDurably(String queue, List<NewJob> jobs, Durability durability) {
        if (jobs.isEmpty()) {
            throw new IllegalArgumentException("A durable enqueue of no jobs is not allowed: give one at least");
        }
        ScriptCall call = script.draft(queue, jobs, true);
        return repeats.untilAnswered(
                () -> durable.enqueue(queue, call, durability, answers -> script.read(answers, jobs)));
    }
}
