package dev.baton.worker;

import dev.baton.WorkerStats;
import dev.baton.model.JobStatus;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What a worker counts from its first day. Thread-safe, and cheap where it is hot. */
final class Tally {
    final LongAdder claimed = new LongAdder();
    final LongAdder done = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder dead = new LongAdder();
    final LongAdder cancelled = new LongAdder();
    final LongAdder snoozed = new LongAdder();
    final LongAdder released = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder adopted = new LongAdder();
    final LongAdder reclaimed = new LongAdder();
    final LongAdder salvaged = new LongAdder();
    final LongAdder promoted = new LongAdder();
    final LongAdder purged = new LongAdder();
    /** Times that the worker's own code was found wrong: told in the log, and 0 for ever. */
    final LongAdder mistakes = new LongAdder();

    final LongAdder busyNanos = new LongAdder();
    final AtomicInteger leaked = new AtomicInteger();
    final Latencies latencies = new Latencies();

    /** An outcome was recorded that brought its job to {@code status}. */
    void settled(JobStatus status) {
        switch (status) {
            case DONE -> done.increment();
            case RETRYING -> retried.increment();
            case DEAD -> dead.increment();
            case CANCELLED -> cancelled.increment();
            case SCHEDULED -> snoozed.increment();
            case PENDING -> released.increment();
            case IN_PROGRESS -> {}
        }
    }

    WorkerStats stats(int running, double utilisation) {
        return new WorkerStats(
                claimed.sum(),
                done.sum(),
                retried.sum(),
                dead.sum(),
                cancelled.sum(),
                snoozed.sum(),
                released.sum(),
                lost.sum(),
                adopted.sum(),
                reclaimed.sum(),
                salvaged.sum(),
                promoted.sum(),
                purged.sum(),
                leaked.get(),
                running,
                latencies.percentile(0.50),
                latencies.percentile(0.99),
                utilisation);
    }
}
