package dev.baton;

import dev.baton.model.Limits;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.EnqueueStore;
import dev.baton.store.NewJob;
import dev.baton.store.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets the enqueues of many threads share round trips to one queue, as databases let commits share a disk write: while
 * two calls are under way, what arrives gathers and leaves with the next one. A lone enqueue leaves at once, and no timer
 * decides anything; the busier the producers, the fuller the batches. Parcels leave in the order of their arrival.
 * Thread-safe.
 */
final class GroupCommit {
    /** One call on its way while another is worked on: a third would only thin out the batches. */
    private static final int CALLS_UNDER_WAY = 2;

    private final String queue;
    private final EnqueueStore store;
    private final Room room;
    private final Duration patience;
    private final Pump pump = new Pump(CALLS_UNDER_WAY, this::sendNext);

    private final Deque<Parcel> waiting = new ArrayDeque<>();
    /** Parcels that were sent and are not answered. */
    private int sent;

    private boolean closed;

    /**
     * @param room what a parcel took of it is given back with its answer
     * @param patience how long a parcel may wait to be sent
     */
    GroupCommit(String queue, EnqueueStore store, Room room, Duration patience) {
        this.queue = queue;
        this.store = store;
        this.room = room;
        this.patience = patience;
    }

    /** Hands over parcels for which room has been taken. They are answered in any case. */
    void submit(List<Parcel> parcels) {
        boolean refused;
        synchronized (this) {
            refused = closed;
            if (!refused) {
                waiting.addAll(parcels);
            }
        }
        if (refused) {
            parcels.forEach(parcel -> fail(parcel, closedNow()));
        } else {
            pump.turn();
        }
    }

    /** Takes back a parcel that has not been sent yet, and fails it; one that is on its way is left alone. */
    void withdraw(Parcel parcel) {
        boolean unsent;
        synchronized (this) {
            unsent = waiting.remove(parcel);
        }
        if (unsent) {
            fail(parcel, waitedTooLong());
        }
    }

    /**
     * Sends what waits, for at most as long as {@code grace}; then fails what is left unsent.
     *
     * @return false if the thread was interrupted meanwhile
     */
    boolean close(Duration grace) {
        boolean undisturbed = true;
        List<Parcel> unsent;
        synchronized (this) {
            closed = true;
            try {
                awaitAnswers(grace);
            } catch (InterruptedException e) {
                undisturbed = false;
            }
            unsent = new ArrayList<>(waiting);
            waiting.clear();
        }
        unsent.forEach(parcel -> fail(parcel, closedNow()));
        return undisturbed;
    }

    private synchronized void awaitAnswers(Duration grace) throws InterruptedException {
        long end = System.nanoTime() + grace.toNanos();
        long left = grace.toNanos();
        while (left > 0 && (sent > 0 || !waiting.isEmpty())) {
            // Less than a millisecond would mean for ever.
            wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            left = end - System.nanoTime();
        }
    }

    private @Nullable CompletableFuture<?> sendNext() {
        List<Parcel> stale = new ArrayList<>();
        List<Parcel> batch = gather(stale);
        stale.forEach(parcel -> fail(parcel, waitedTooLong()));
        if (batch.isEmpty()) {
            return null;
        }
        List<NewJob> jobs = batch.size() == 1
                ? batch.get(0).jobs()
                : batch.stream().flatMap(parcel -> parcel.jobs().stream()).toList();
        return send(jobs).whenComplete((answers, failure) -> deliver(batch, jobs.size(), answers, failure));
    }

    private CompletableFuture<List<EnqueueAnswer>> send(List<NewJob> jobs) {
        try {
            return store.enqueue(queue, jobs);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized List<Parcel> gather(List<Parcel> stale) {
        List<Parcel> batch = new ArrayList<>();
        int jobs = 0;
        long bytes = 0;
        for (Parcel parcel = waiting.peek(); parcel != null; parcel = waiting.peek()) {
            if (parcel.ageNanos() > patience.toNanos()) {
                stale.add(waiting.remove());
                continue;
            }
            jobs += parcel.jobs().size();
            bytes += parcel.bytes();
            if (!batch.isEmpty() && (jobs > Limits.BATCH || bytes > Limits.ENQUEUE_BYTES)) {
                break;
            }
            batch.add(waiting.remove());
        }
        sent += batch.size();
        return batch;
    }

    private void deliver(
            List<Parcel> batch, int jobs, @Nullable List<EnqueueAnswer> answers, @Nullable Throwable failure) {
        int from = 0;
        for (Parcel parcel : batch) {
            int to = from + parcel.jobs().size();
            room.giveBack(parcel.jobs().size(), parcel.bytes());
            if (answers == null) {
                parcel.answers().completeExceptionally(failure == null ? noAnswer() : failure);
            } else if (answers.size() != jobs) {
                parcel.answers().completeExceptionally(noAnswer());
            } else {
                parcel.answers().complete(answers.subList(from, to));
            }
            from = to;
        }
        synchronized (this) {
            sent -= batch.size();
            notifyAll();
        }
    }

    private void fail(Parcel parcel, StoreException why) {
        room.giveBack(parcel.jobs().size(), parcel.bytes());
        parcel.answers().completeExceptionally(why);
    }

    private StoreException waitedTooLong() {
        return new StoreException(
                StoreException.Kind.NOT_READY,
                "An enqueue to queue " + queue + " waited " + Lengths.text(patience)
                        + " behind others without being sent: Redis takes jobs more slowly than they come");
    }

    private StoreException closedNow() {
        return new StoreException(
                StoreException.Kind.CLOSED, "Baton was closed before an enqueue to queue " + queue + " was sent");
    }

    private StoreException noAnswer() {
        return new StoreException(
                StoreException.Kind.MISMATCH, "The store answered an enqueue to queue " + queue + " incompletely");
    }
}
