package dev.baton;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a handler may know about the attempt it runs. Thread-safe, valid until the handler returns. */
public interface JobContext {
    String jobId();

    String queue();

    String type();

    /** This attempt's number, from 1: failed attempts and crashed ones before it, plus one. */
    int attempt();

    List<String> tags();

    /** When the job was enqueued, by the clock of Redis. */
    Instant enqueuedAt();

    /**
     * Rises with every claim of this job. Hand it to outside systems: one that remembers the highest it saw can refuse
     * a holder that has lost its claim and does not know yet.
     */
    long fence();

    /**
     * Whether this attempt should stop: its claim was lost, its cancellation was asked for, its time-out has passed,
     * or the worker is shutting down and its grace period is over. The thread is interrupted too, in all these cases.
     */
    boolean isCancelled();

    /** Why {@link #isCancelled()}; {@link Stop#NONE} while it is not. */
    Stop stop();

    /**
     * Whether the claim is surely still held: the last heartbeat was sent less than expiry minus a margin ago. A false
     * says only that this worker cannot know.
     */
    boolean isSurelyMine();

    /** Time left before this run's time-out; {@link Duration#ZERO} when it has passed, a very long time without one. */
    Duration timeLeft();

    /** Why a run should stop. */
    enum Stop {
        NONE,
        /** Another worker may hold the job now; whatever this run returns is refused. */
        CLAIM_LOST,
        /** Somebody cancelled the job. If the handler throws or is interrupted, the job ends cancelled. */
        CANCEL_ASKED,
        /** The time-out a run has passed; the attempt failed. */
        TIMED_OUT,
        /** The worker shuts down; the job is released uncounted if the handler ends by the interrupt. */
        SHUTDOWN
    }
}
