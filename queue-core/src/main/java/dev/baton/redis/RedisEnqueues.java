package dev.baton.redis;

import dev.baton.model.Durability;
import dev.baton.store.DurableAnswer;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.EnqueueStore;
import dev.baton.store.NewJob;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The producer's port on Redis. */
final class RedisEnqueues implements EnqueueStore {
    private final EnqueueScript script;
    private final Caller caller;
    private final QueueNames names;
    private final DurableLines durable;
    private final Repeats repeats;
    /** Of each queue whose name is being written: the latest call that has not been sent yet. */
    private final ConcurrentHashMap<String, CompletableFuture<Void>> unsent = new ConcurrentHashMap<>();

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
        CompletableFuture<Void> sent = new CompletableFuture<>();
        CompletableFuture<Void> before = behind(queue, announced, sent);
        if (before == null) {
            return caller.untilAnswered(call, answers -> script.read(answers, jobs));
        }
        CompletableFuture<List<EnqueueAnswer>> answer = before.thenCompose(turn -> announced)
                .thenCompose(done -> {
                    CompletableFuture<List<EnqueueAnswer>> asked =
                            caller.untilAnswered(call, answers -> script.read(answers, jobs));
                    passed(queue, sent);
                    return asked;
                });
        // Whoever cannot be sent lets the next one try.
        answer.whenComplete((done, error) -> passed(queue, sent));
        return ErrorKinds.bare(answer);
    }

    /**
     * Jobs keep their order while the name of their queue is being written, too: each call waits for the one before it to be
     * sent, for dependents of one future run in no order that could be relied on, and a later call may find the name written
     * before they have run.
     *
     * @param sent completed once this call is sent, or cannot be
     * @return completed once the call before is sent; null if there is nothing to wait for
     */
    private @Nullable CompletableFuture<Void> behind(
            String queue, CompletableFuture<Void> announced, CompletableFuture<Void> sent) {
        if (isWritten(announced) && !unsent.containsKey(queue)) {
            return null;
        }
        CompletableFuture<Void> before = unsent.put(queue, sent);
        return before == null ? CompletableFuture.completedFuture(null) : before;
    }

    private static boolean isWritten(CompletableFuture<Void> announced) {
        return announced.isDone() && !announced.isCompletedExceptionally();
    }

    private void passed(String queue, CompletableFuture<Void> sent) {
        unsent.remove(queue, sent);
        sent.complete(null);
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
