package dev.baton;

import dev.baton.Sending.Landed;
import dev.baton.model.Durability;
import dev.baton.model.Durability.Reached;
import dev.baton.store.DurableAnswer;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.EnqueueStore;
import dev.baton.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends the jobs of one queue that are to be safer than in the memory of the primary. Thread-safe. */
final class DurableSending {
    private final String queue;
    private final EnqueueStore store;
    private final Room room;
    private final Duration patience;
    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();

    /** What came of the jobs of one call. */
    record Landing(List<Landed> jobs, Durability wanted, Reached reached) {
        /** The same for callers, with handles instead. */
        <T> DurableEnqueue<T> told(T handles) {
            return wanted.isMetBy(reached)
                    ? new DurableEnqueue.Confirmed<>(handles, reached)
                    : new DurableEnqueue.AcceptedNotConfirmed<>(
                            handles, jobs.stream().map(Landed::id).toList(), reached);
        }
    }

    /** @param patience how long a call may wait for room, and again for being sent */
    DurableSending(String queue, EnqueueStore store, Room room, Duration patience) {
        this.queue = queue;
        this.store = store;
        this.room = room;
        this.patience = patience;
    }

    /** Sends, and waits for the answer on the caller's thread. */
    Landing send(Load load, Durability durability) {
        try {
            if (!room.take(load.size(), load.bytes(), patience)) {
                throw noRoom(load);
            }
        } catch (InterruptedException e) {
            throw CallerWait.interrupted("room to enqueue to queue " + queue + "; nothing was sent");
        }
        CompletableFuture<Landing> landing = sendAll(load, durability);
        // The store keeps the time itself: waiting in line, the wait in Redis, and the way there and back.
        Duration longest = patience.multipliedBy(2).plus(durability.patience()).plusSeconds(1);
        try {
            return CallerWait.on(landing, longest, "the durable enqueue to queue " + queue)
                    .orElseThrow(() -> uncertain(
                            load,
                            new StoreException(
                                    StoreException.Kind.UNKNOWN_EFFECT, "No answer within " + Lengths.text(longest))));
        } catch (CancellationException interrupted) {
            throw uncertain(load, interrupted);
        }
    }

    /** Sends; the future completes on a thread of the store. */
    CompletableFuture<Landing> sendAsync(Load load, Durability durability) {
        if (!room.tryTake(load.size(), load.bytes())) {
            return CompletableFuture.failedFuture(noRoom(load));
        }
        return sendAll(load, durability);
    }

    /** Waits until what is under way is answered. @return false if the thread was interrupted meanwhile */
    boolean close(Duration grace) {
        try {
            CompletableFuture.allOf(underWay.toArray(CompletableFuture<?>[]::new))
                    .get(Math.max(1, grace.toNanos()), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return true; // their callers are told
        }
    }

    private CompletableFuture<Landing> sendAll(Load load, Durability durability) {
        List<CompletableFuture<DurableAnswer>> answers = new ArrayList<>();
        for (Parcel parcel : load.parcels()) {
            answers.add(ask(parcel, durability));
        }
        CompletableFuture<Landing> landing = CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .handle((nothing, failure) -> {
                    room.giveBack(load.size(), load.bytes());
                    if (failure == null) {
                        return land(load, durability, answers);
                    }
                    if (answers.stream().anyMatch(Sending::mayHaveHappened)) {
                        throw uncertain(load, Callbacks.cause(failure));
                    }
                    throw Callbacks.cause(failure) instanceof RuntimeException known
                            ? known
                            : new IllegalStateException(failure);
                });
        underWay.add(landing);
        landing.whenComplete((landed, failure) -> underWay.remove(landing));
        return landing;
    }

    private CompletableFuture<DurableAnswer> ask(Parcel parcel, Durability durability) {
        try {
            return store.enqueueDurably(queue, parcel.jobs(), durability);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Landing land(Load load, Durability durability, List<CompletableFuture<DurableAnswer>> answers) {
        List<Landed> jobs = new ArrayList<>(load.size());
        boolean fsync = durability.isFsync();
        int replicas = answers.isEmpty() ? durability.replicas() : Integer.MAX_VALUE;
        for (CompletableFuture<DurableAnswer> part : answers) {
            DurableAnswer answer = part.join();
            for (EnqueueAnswer job : answer.jobs()) {
                boolean chosen = load.jobs().get(jobs.size()).chosenId();
                jobs.add(new Landed(job.id(), Sending.enqueued(job, chosen)));
            }
            fsync &= answer.reached().fsync();
            replicas = Math.min(replicas, answer.reached().replicas());
        }
        return new Landing(jobs, durability, new Reached(fsync, replicas));
    }

    private UncertainEnqueueException uncertain(Load load, Throwable cause) {
        return new UncertainEnqueueException(queue, load.ids(), cause);
    }

    private BackpressureException noRoom(Load load) {
        return new BackpressureException(queue, load.size(), room.use());
    }
}
