package dev.baton;

import dev.baton.store.EnqueueAnswer;
import dev.baton.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** One call's jobs on their way, and what came of them. */
final class Sending {
    private final String queue;
    private final Load load;
    private final GroupCommit commit;
    private final List<Parcel> parcels;
    private final CompletableFuture<List<Landed>> landed;

    /** A job as it was enqueued. */
    record Landed(String id, Enqueued enqueued) {}

    Sending(String queue, Load load, GroupCommit commit) {
        this.queue = queue;
        this.load = load;
        this.commit = commit;
        parcels = load.parcels();
        landed = CompletableFuture.allOf(parcels.stream().map(Parcel::answers).toArray(CompletableFuture<?>[]::new))
                .handle((nothing, failure) -> {
                    if (failure != null) {
                        throw blame(Callbacks.cause(failure));
                    }
                    return land();
                });
        commit.submit(parcels);
    }

    /** Completes on a thread of the store. */
    CompletableFuture<List<Landed>> landed() {
        return landed;
    }

    /**
     * Waits on the caller's thread: {@code patience} for the answer; then what is still unsent is given up, and what was
     * sent is waited for as long as the store itself waits.
     */
    List<Landed> await(Duration patience) {
        String what = "the enqueue to queue " + queue;
        try {
            return CallerWait.on(landed, patience, what)
                    .or(() -> {
                        parcels.forEach(commit::withdraw);
                        return CallerWait.on(landed, patience.plusSeconds(1), what);
                    })
                    .orElseThrow(() -> uncertain(new StoreException(
                            StoreException.Kind.UNKNOWN_EFFECT, "No answer within " + Lengths.text(patience))));
        } catch (CancellationException interrupted) {
            parcels.forEach(commit::withdraw);
            if (landed.isDone() && parcels.stream().noneMatch(Sending::mayHaveHappened)) {
                throw interrupted;
            }
            throw uncertain(interrupted);
        }
    }

    private List<Landed> land() {
        List<Landed> all = new ArrayList<>(load.size());
        for (Parcel parcel : parcels) {
            for (EnqueueAnswer answer : parcel.answers().join()) {
                boolean chosen = load.jobs().get(all.size()).chosenId();
                all.add(new Landed(answer.id(), enqueued(answer, chosen)));
            }
        }
        return all;
    }

    static Enqueued enqueued(EnqueueAnswer answer, boolean chosenId) {
        if (answer instanceof EnqueueAnswer.Existing existing && chosenId) {
            return new Enqueued.AlreadyExists(existing.status(), existing.sameContent());
        }
        // Nobody else knows a generated id: that it exists already means that our own first copy had arrived.
        return new Enqueued.Created(
                answer instanceof EnqueueAnswer.Existing repeated
                        ? repeated.status()
                        : ((EnqueueAnswer.Created) answer).status());
    }

    private RuntimeException blame(Throwable failure) {
        if (parcels.stream().anyMatch(Sending::mayHaveHappened)) {
            return uncertain(failure);
        }
        return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }

    private UncertainEnqueueException uncertain(Throwable cause) {
        return new UncertainEnqueueException(queue, load.ids(), cause);
    }

    private static boolean mayHaveHappened(Parcel parcel) {
        return mayHaveHappened(parcel.answers());
    }

    /** Whether what was asked may have had its effect, as far as the answer tells. */
    static boolean mayHaveHappened(CompletableFuture<?> answer) {
        if (!answer.isCompletedExceptionally()) {
            return true;
        }
        try {
            answer.join();
            return true;
        } catch (RuntimeException e) {
            return !(Callbacks.cause(e) instanceof StoreException known) || known.mayHaveHappened();
        }
    }
}
