package dev.baton;

import dev.baton.Sending.Landed;
import dev.baton.model.JobType;
import dev.baton.model.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The way of jobs into one queue: packed on the caller's thread, room taken, handed to the group commit. Thread-safe.
 */
final class Enqueues {
    private final String queue;
    private final Packing packing;
    private final Room room;
    private final GroupCommit commit;
    private final Duration patience;

    /** @param patience how long an enqueue may wait for room, and again for being sent */
    Enqueues(String queue, Packing packing, Room room, GroupCommit commit, Duration patience) {
        this.queue = queue;
        this.packing = packing;
        this.room = room;
        this.commit = commit;
        this.patience = patience;
    }

    <P> Load pack(JobType<P, ?> type, Collection<? extends P> payloads, BiConsumer<? super P, EnqueueOptions> how) {
        List<Packing.Packed> jobs = new ArrayList<>(payloads.size());
        long bytes = 0;
        for (P payload : payloads) {
            EnqueueOptions options = new EnqueueOptions(type);
            how.accept(payload, options);
            Packing.Packed packed = packing.pack(type, payload, options);
            jobs.add(packed);
            bytes += packed.bytes();
            if (bytes > Limits.ENQUEUE_BYTES) {
                throw PayloadTooLargeException.ofCall(type.name(), jobs.size(), bytes, Limits.ENQUEUE_BYTES);
            }
        }
        return new Load(jobs, bytes);
    }

    <P> Load packOne(JobType<P, ?> type, P payload, Consumer<EnqueueOptions> how) {
        EnqueueOptions options = new EnqueueOptions(type);
        how.accept(options);
        Packing.Packed packed = packing.pack(type, payload, options);
        return new Load(List.of(packed), packed.bytes());
    }

    /** Sends, and waits for the answer on the caller's thread. */
    List<Landed> send(Load load) {
        if (load.size() == 0) {
            return List.of();
        }
        try {
            if (!room.take(load.size(), load.bytes(), patience)) {
                throw noRoom(load);
            }
        } catch (InterruptedException e) {
            throw CallerWait.interrupted("room to enqueue to queue " + queue + "; nothing was sent");
        }
        return new Sending(queue, load, commit).await(patience);
    }

    /** Sends; the future completes on a thread of the store. */
    CompletableFuture<List<Landed>> sendAsync(Load load) {
        if (load.size() == 0) {
            return CompletableFuture.completedFuture(List.of());
        }
        if (!room.tryTake(load.size(), load.bytes())) {
            return CompletableFuture.failedFuture(noRoom(load));
        }
        return new Sending(queue, load, commit).landed();
    }

    private BackpressureException noRoom(Load load) {
        return new BackpressureException(queue, load.size(), room.use());
    }
}
