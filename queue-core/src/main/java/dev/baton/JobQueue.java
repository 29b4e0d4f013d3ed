package dev.baton;

import dev.baton.codec.JobCodec;
import dev.baton.model.Durability;
import dev.baton.model.Grammar;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.model.JobView;
import dev.baton.model.Limits;
import dev.baton.model.QueueStats;
import dev.baton.model.Whereabouts;
import dev.baton.store.InspectStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A named line of jobs, seen by those who put jobs in and ask about them. Got from {@link Baton#queue}; lives as long as
 * its Baton. Thread-safe; the more threads enqueue at once, the more jobs share a round trip.
 *
 * <p>Every call exists twice. The plain one blocks for about the command time-out at most, twice that when Redis is
 * busy; the one named {@code …Async} returns a future that completes on a thread of Baton's callbacks, never of the
 * network. What is wrong with the arguments is thrown at once by both; what went wrong with Redis is a
 * {@link dev.baton.store.StoreException} whose kind says what to do about it.
 */
public final class JobQueue {
    private final String name;
    private final InspectStore inspection;
    private final JobCodec codec;
    private final Enqueues enqueues;
    private final DurableSending durable;
    private final Awaits awaits;
    private final Callbacks callbacks;
    private final Duration longest;

    /** @param longest how long an answer of the store is waited for */
    JobQueue(
            String name,
            InspectStore inspection,
            JobCodec codec,
            Enqueues enqueues,
            DurableSending durable,
            Awaits awaits,
            Callbacks callbacks,
            Duration longest) {
        this.name = name;
        this.inspection = inspection;
        this.codec = codec;
        this.enqueues = enqueues;
        this.durable = durable;
        this.awaits = awaits;
        this.callbacks = callbacks;
        this.longest = longest;
    }

    public String name() {
        return name;
    }

    /**
     * Enqueues a job. When this returns, the job is in Redis.
     *
     * @param payload at most 1 MiB as JSON
     * @throws PayloadTooLargeException if the payload is larger; nothing was sent
     * @throws dev.baton.codec.CodecException if the payload cannot be written as JSON; nothing was sent
     * @throws BackpressureException if too many jobs wait to be enqueued for the whole command time-out; nothing was sent
     * @throws UncertainEnqueueException if the job may be there or not; repeat with its id
     * @throws dev.baton.store.StoreException if Redis cannot be reached, is full or refuses; the job is not there
     * @throws java.util.concurrent.CancellationException if the thread was interrupted before anything was sent
     */
    public <P, R> JobHandle<R> enqueue(JobType<P, R> type, P payload) {
        return enqueue(type, payload, options -> {});
    }

    /** As {@link #enqueue(JobType, Object)}, with an id, a delay, or whatever else {@link EnqueueOptions} offers. */
    public <P, R> JobHandle<R> enqueue(JobType<P, R> type, P payload, Consumer<EnqueueOptions> how) {
        return handles(type, enqueues.send(enqueues.packOne(type, payload, how)))
                .get(0);
    }

    /**
     * As {@link #enqueue(JobType, Object)}, without blocking: when too many jobs wait, the future fails with
     * {@link BackpressureException} at once. Jobs enqueued by one thread are placed in the order of its calls, but what is sent again after a lost connection comes later.
     */
    public <P, R> CompletableFuture<JobHandle<R>> enqueueAsync(JobType<P, R> type, P payload) {
        return enqueueAsync(type, payload, options -> {});
    }

    /** As {@link #enqueueAsync(JobType, Object)}, with options. */
    public <P, R> CompletableFuture<JobHandle<R>> enqueueAsync(
            JobType<P, R> type, P payload, Consumer<EnqueueOptions> how) {
        return deliver(
                enqueues.sendAsync(enqueues.packOne(type, payload, how)),
                landed -> handles(type, landed).get(0));
    }

    /**
     * Enqueues many jobs, a round trip for each 1000. The limits are checked for all before any is sent.
     *
     * @param payloads each at most 1 MiB as JSON, all records together at most 8 MiB
     * @return a handle each, in order
     * @throws UncertainEnqueueException if some may be there and others not; repeat with the same ids
     * @see #enqueue(JobType, Object) for what else may go wrong
     */
    public <P, R> List<JobHandle<R>> enqueueAll(JobType<P, R> type, Collection<? extends P> payloads) {
        return enqueueAll(type, payloads, (payload, options) -> {});
    }

    /** As {@link #enqueueAll(JobType, Collection)}, with options for each payload. */
    public <P, R> List<JobHandle<R>> enqueueAll(
            JobType<P, R> type, Collection<? extends P> payloads, BiConsumer<? super P, EnqueueOptions> how) {
        return handles(type, enqueues.send(enqueues.pack(type, payloads, how)));
    }

    /** As {@link #enqueueAll(JobType, Collection)}, without blocking. */
    public <P, R> CompletableFuture<List<JobHandle<R>>> enqueueAllAsync(
            JobType<P, R> type, Collection<? extends P> payloads) {
        return enqueueAllAsync(type, payloads, (payload, options) -> {});
    }

    /** As {@link #enqueueAll(JobType, Collection, BiConsumer)}, without blocking. */
    public <P, R> CompletableFuture<List<JobHandle<R>>> enqueueAllAsync(
            JobType<P, R> type, Collection<? extends P> payloads, BiConsumer<? super P, EnqueueOptions> how) {
        return deliver(enqueues.sendAsync(enqueues.pack(type, payloads, how)), landed -> handles(type, landed));
    }

    /**
     * Enqueues a job, and waits until it is safer than in the memory of the primary: see {@link Durability}. That it was not
     * so safe in time is an answer, not an exception: the job is enqueued all the same.
     *
     * @throws dev.baton.store.StoreException if the server can never confirm such a thing ({@code UNFIT}), or for the reasons
     *     of {@link #enqueue(JobType, Object)}; the job is not there
     * @throws UncertainEnqueueException if the job may be there or not, or is there and nobody can say how safely; repeat
     *     with its id
     * @see #enqueue(JobType, Object) for what else may go wrong
     */
    public <P, R> DurableEnqueue<JobHandle<R>> enqueueDurable(JobType<P, R> type, P payload, Durability durability) {
        return enqueueDurable(type, payload, durability, options -> {});
    }

    /** As {@link #enqueueDurable(JobType, Object, Durability)}, with options. */
    public <P, R> DurableEnqueue<JobHandle<R>> enqueueDurable(
            JobType<P, R> type, P payload, Durability durability, Consumer<EnqueueOptions> how) {
        return one(type, durable.send(enqueues.packOne(type, payload, how), durability));
    }

    /** As {@link #enqueueDurable(JobType, Object, Durability)}, without blocking. */
    public <P, R> CompletableFuture<DurableEnqueue<JobHandle<R>>> enqueueDurableAsync(
            JobType<P, R> type, P payload, Durability durability) {
        return enqueueDurableAsync(type, payload, durability, options -> {});
    }

    /** As {@link #enqueueDurable(JobType, Object, Durability, Consumer)}, without blocking. */
    public <P, R> CompletableFuture<DurableEnqueue<JobHandle<R>>> enqueueDurableAsync(
            JobType<P, R> type, P payload, Durability durability, Consumer<EnqueueOptions> how) {
        return deliver(
                durable.sendAsync(enqueues.packOne(type, payload, how), durability), landing -> one(type, landing));
    }

    /**
     * As {@link #enqueueDurable(JobType, Object, Durability)}, for many jobs, with the limits of
     * {@link #enqueueAll(JobType, Collection)}: confirmed when all of them are as safe as that.
     */
    public <P, R> DurableEnqueue<List<JobHandle<R>>> enqueueAllDurable(
            JobType<P, R> type, Collection<? extends P> payloads, Durability durability) {
        return enqueueAllDurable(type, payloads, durability, (payload, options) -> {});
    }

    /** As {@link #enqueueAllDurable(JobType, Collection, Durability)}, with options for each payload. */
    public <P, R> DurableEnqueue<List<JobHandle<R>>> enqueueAllDurable(
            JobType<P, R> type,
            Collection<? extends P> payloads,
            Durability durability,
            BiConsumer<? super P, EnqueueOptions> how) {
        return all(type, durable.send(enqueues.pack(type, payloads, how), durability));
    }

    /** As {@link #enqueueAllDurable(JobType, Collection, Durability)}, without blocking. */
    public <P, R> CompletableFuture<DurableEnqueue<List<JobHandle<R>>>> enqueueAllDurableAsync(
            JobType<P, R> type, Collection<? extends P> payloads, Durability durability) {
        return enqueueAllDurableAsync(type, payloads, durability, (payload, options) -> {});
    }

    /** As {@link #enqueueAllDurable(JobType, Collection, Durability, BiConsumer)}, without blocking. */
    public <P, R> CompletableFuture<DurableEnqueue<List<JobHandle<R>>>> enqueueAllDurableAsync(
            JobType<P, R> type,
            Collection<? extends P> payloads,
            Durability durability,
            BiConsumer<? super P, EnqueueOptions> how) {
        return deliver(
                durable.sendAsync(enqueues.pack(type, payloads, how), durability), landing -> all(type, landing));
    }

    /**
     * A handle for a job that was enqueued anywhere, by whoever knows its id and type. Asks Redis nothing; an id that is
     * unknown shows when the handle is used.
     */
    public <R> JobHandle<R> handle(String id, JobType<?, R> type) {
        return new JobHandle<>(this, Grammar.requireJobId(id), new Ended<>(codec, type.resultType()), null);
    }

    /** Everything that is known of a job; empty if it is unknown or forgotten. */
    public Optional<JobView> find(String id) {
        return answer(inspection.find(name, Grammar.requireJobId(id)), "find");
    }

    public CompletableFuture<Optional<JobView>> findAsync(String id) {
        return deliver(inspection.find(name, Grammar.requireJobId(id)), found -> found);
    }

    /** A job's status; empty if it is unknown or forgotten. */
    public Optional<JobStatus> status(String id) {
        return answer(inspection.statuses(name, one(id)), "status").get(0);
    }

    public CompletableFuture<Optional<JobStatus>> statusAsync(String id) {
        return deliver(inspection.statuses(name, one(id)), statuses -> statuses.get(0));
    }

    /** Cancels a waiting job at once; the handler of a running one is told at its worker's next heartbeat. */
    public Cancellation cancel(String id) {
        return Cancellation.of(
                answer(inspection.cancel(name, one(id)), "cancel").get(0));
    }

    public CompletableFuture<Cancellation> cancelAsync(String id) {
        return deliver(inspection.cancel(name, one(id)), answers -> Cancellation.of(answers.get(0)));
    }

    /**
     * Makes a dead job pending again, with its counts cleared. A job that is {@link JobType#atMostOnce started at most once}
     * is so started once more: that is your decision, for its effect may be there already.
     */
    public Replay replay(String id) {
        return Replay.of(answer(inspection.replay(name, one(id)), "replay").get(0));
    }

    public CompletableFuture<Replay> replayAsync(String id) {
        return deliver(inspection.replay(name, one(id)), answers -> Replay.of(answers.get(0)));
    }

    /**
     * Replays every job that is dead now, in bounded pages; one that dies again meanwhile stays dead. Jobs that are
     * {@link JobType#atMostOnce started at most once} are left out: each of those wants a decision of its own, and
     * {@link #replay}. Takes as long as there are dead jobs. When it fails midway, what was replayed stays replayed, and it may be called again.
     *
     * @return how many were replayed
     */
    public long replayAll() {
        return CallerWait.answer(replaying(), Limits.LONGEST, "the replay of all dead jobs of queue " + name);
    }

    public CompletableFuture<Long> replayAllAsync() {
        return deliver(replaying(), replayed -> replayed);
    }

    private CompletableFuture<Long> replaying() {
        return bulk(BulkOperation.Action.REPLAY, JobFilter.ANY).ended().thenApply(BulkProgress::changed);
    }

    /**
     * Deletes a job that has ended: record, result, history. Its id may stay known as a tombstone (a chosen one, and any of a
     * dead job, for a day after its end), so that a late copy of its enqueue does not run it again; but the id of a job that
     * was cancelled while pending is free once its place in the queue has been passed. Takes longer the longer ago a
     * job was done: a look at 3,300 others each millisecond or so.
     */
    public Deletion delete(String id) {
        return CallerWait.answer(
                deletion(id), Limits.LONGEST, "the deletion of job " + Grammar.requireJobId(id) + " of queue " + name);
    }

    public CompletableFuture<Deletion> deleteAsync(String id) {
        return deliver(deletion(id), deletion -> deletion);
    }

    private CompletableFuture<Deletion> deletion(String id) {
        return inspection.erase(name, one(id), 0).thenApply(answers -> Deletion.of(answers.get(0)));
    }

    /** Where a job stands and what stands in its way; empty if it is unknown. {@link Why} puts it into words. */
    public Optional<Whereabouts> where(String id) {
        return answer(inspection.where(name, Grammar.requireJobId(id)), "where");
    }

    public CompletableFuture<Optional<Whereabouts>> whereAsync(String id) {
        return deliver(inspection.where(name, Grammar.requireJobId(id)), found -> found);
    }

    /** Why a job is not running, in words for people; empty if it is unknown. */
    public Optional<Why> why(String id) {
        return CallerWait.answer(asked(id), longest, "why of job " + Grammar.requireJobId(id) + " of queue " + name);
    }

    public CompletableFuture<Optional<Why>> whyAsync(String id) {
        return deliver(asked(id), why -> why);
    }

    private CompletableFuture<Optional<Why>> asked(String id) {
        Grammar.requireJobId(id);
        return inspection.find(name, id).thenCombine(inspection.where(name, id), (job, where) -> {
            // Two looks: of a job that moved between them, the one at its place tells the later truth.
            return job.isPresent() && where.isPresent()
                    ? Optional.of(Why.of(job.get(), where.get()))
                    : Optional.empty();
        });
    }

    /**
     * Some of the jobs that a filter fits, reading at most 4,000 for one answer; none does not mean that none follow: go on
     * while there is a next page. Done, dead and cancelled ones come latest first, the others as they will be claimed; a
     * filter without a status reads one status after the other. What moves meanwhile may be met twice or not at all.
     */
    public FoundJobs search(JobFilter filter, PageRequest page) {
        return CallerWait.answer(searchAsync(filter, page), Limits.LONGEST, "the search in queue " + name);
    }

    /** As {@link #search}, without blocking. */
    public CompletableFuture<FoundJobs> searchAsync(JobFilter filter, PageRequest page) {
        return deliver(JobSearch.of(name, inspection, filter, page), found -> found);
    }

    /**
     * Dead jobs by type and kind of their last error, the largest group first, of at most 4,000 dead jobs a call.
     *
     * @param cursor from the answer before; null at first
     */
    public CompletableFuture<DeadGroups> deadGroupsAsync(@Nullable String cursor) {
        return deliver(DeadGroups.read(name, inspection, cursor), groups -> groups);
    }

    /**
     * Starts to do the same with every job that a filter fits, and that has the status for it now: a bounded page at a time,
     * as slowly as Redis answers. Once started it is stopped by {@link BulkOperation#stop} or the end of this process; what it
     * has changed by then stays changed, and it may be started again.
     *
     * @throws IllegalArgumentException if the action does not apply to the filter's status
     */
    public BulkOperation bulk(BulkOperation.Action action, JobFilter filter) {
        return BulkOperation.start(name, inspection, action, filter);
    }

    /** Stops all workers from claiming from this queue; what runs goes on. Returns whether it was not paused before. */
    public boolean pause() {
        return answer(inspection.pause(name), "pause");
    }

    public CompletableFuture<Boolean> pauseAsync() {
        return deliver(inspection.pause(name), changed -> changed);
    }

    /** Ends a pause. Returns whether the queue was paused before. */
    public boolean resume() {
        return answer(inspection.resume(name), "resume");
    }

    public CompletableFuture<Boolean> resumeAsync() {
        return deliver(inspection.resume(name), changed -> changed);
    }

    /** Sizes and counters of this queue now. */
    public QueueStats stats() {
        return answer(inspection.stats(name), "stats");
    }

    public CompletableFuture<QueueStats> statsAsync() {
        return deliver(inspection.stats(name), stats -> stats);
    }

    /** The first 50 jobs in a status, see {@link #list(JobStatus, PageRequest)}. */
    public JobPage list(JobStatus status) {
        return list(status, PageRequest.first());
    }

    /**
     * Some of the jobs in a status: pending and in-progress ones in the order of their claims, scheduled and retrying ones
     * by due time, finished ones latest first. Costs as much as the page is long, however long the queue is.
     */
    public JobPage list(JobStatus status, PageRequest page) {
        return JobPage.of(answer(inspection.list(name, status, page.cursor(), page.limit()), "list"), page.limit());
    }

    /** As {@link #list(JobStatus)}, without blocking. */
    public CompletableFuture<JobPage> listAsync(JobStatus status) {
        return listAsync(status, PageRequest.first());
    }

    /** As {@link #list(JobStatus, PageRequest)}, without blocking. */
    public CompletableFuture<JobPage> listAsync(JobStatus status, PageRequest page) {
        return deliver(
                inspection.list(name, status, page.cursor(), page.limit()),
                listing -> JobPage.of(listing, page.limit()));
    }

    @Override
    public String toString() {
        return "JobQueue[" + name + "]";
    }

    Awaits awaits() {
        return awaits;
    }

    Callbacks callbacks() {
        return callbacks;
    }

    private <R> List<JobHandle<R>> handles(JobType<?, R> type, List<Sending.Landed> landed) {
        Ended<R> ended = new Ended<>(codec, type.resultType());
        return landed.stream()
                .map(job -> new JobHandle<>(this, job.id(), ended, job.enqueued()))
                .toList();
    }

    private <R> DurableEnqueue<JobHandle<R>> one(JobType<?, R> type, DurableSending.Landing landing) {
        return landing.told(handles(type, landing.jobs()).get(0));
    }

    private <R> DurableEnqueue<List<JobHandle<R>>> all(JobType<?, R> type, DurableSending.Landing landing) {
        return landing.told(handles(type, landing.jobs()));
    }

    private static List<String> one(String id) {
        return List.of(Grammar.requireJobId(id));
    }

    private <T> T answer(CompletableFuture<T> answer, String call) {
        return CallerWait.answer(answer, longest, "the answer to " + call + " of queue " + name);
    }

    private <T, U> CompletableFuture<U> deliver(CompletableFuture<T> answer, Function<T, U> translate) {
        return callbacks.deliver(answer, translate, failure -> failure);
    }
}
