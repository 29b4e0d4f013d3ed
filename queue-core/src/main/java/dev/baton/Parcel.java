package dev.baton;

import dev.baton.store.EnqueueAnswer;
import dev.baton.store.NewJob;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Jobs of one call that travel together: at most a round trip's worth. Its future completes on a thread of the store, and
 * so is never shown to users.
 */
final class Parcel {
    private final List<NewJob> jobs;
    private final long bytes;
    private final long bornNanos = System.nanoTime();
    private final CompletableFuture<List<EnqueueAnswer>> answers = new CompletableFuture<>();

    Parcel(List<NewJob> jobs, long bytes) {
        this.jobs = jobs;
        this.bytes = bytes;
    }

    List<NewJob> jobs() {
        return jobs;
    }

    long bytes() {
        return bytes;
    }

    long ageNanos() {
        return System.nanoTime() - bornNanos;
    }

    CompletableFuture<List<EnqueueAnswer>> answers() {
        return answers;
    }
}
