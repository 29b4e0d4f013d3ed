package dev.baton;

import dev.baton.model.JobType;
import dev.baton.model.Retention;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Describes a worker before it starts. Not thread-safe; used once. Every method throws {@link IllegalArgumentException}
 * with one sentence for a value out of range, and {@link #start()} for a set-up that cannot work.
 */
public interface WorkerBuilder {
    /** Works on a queue with the defaults of {@link QueueOptions}. */
    WorkerBuilder queue(String name);

    /** Works on a queue. A queue may be named once. */
    WorkerBuilder queue(String name, Consumer<QueueOptions> options);

    /** Handles a type by a function from payload to result. A type may be handled once. */
    <P, R> WorkerBuilder handle(JobType<P, R> type, JobHandler<? super P, ? extends R> handler);

    /** The same, with options. */
    <P, R> WorkerBuilder handle(
            JobType<P, R> type, JobHandler<? super P, ? extends R> handler, Consumer<HandlerOptions> options);

    /** Handles a type by a function from payload to {@link dev.baton.model.Outcome}. */
    <P, R> WorkerBuilder handleOutcome(JobType<P, R> type, OutcomeHandler<? super P, R> handler);

    /** The same, with options. */
    <P, R> WorkerBuilder handleOutcome(
            JobType<P, R> type, OutcomeHandler<? super P, R> handler, Consumer<HandlerOptions> options);

    /**
     * Handles every type that has no handler of its own, with payload and result as raw JSON. For workers that pass
     * jobs on: to a command, to a URL.
     */
    WorkerBuilder handleOthers(RawHandler handler);

    /** Handlers running at once over all queues; 1 to 10,000, default: the sum of the queues' own. */
    WorkerBuilder concurrency(int handlers);

    /**
     * Proof of life; defaults 3 s and 9 s. The period is 100 ms to 1 h, the expiry at least three periods. A killed
     * worker's jobs run again after about expiry plus one second; too short, and a long pause of the JVM or of Redis
     * has jobs run twice.
     */
    WorkerBuilder heartbeat(Duration period, Duration expiry);

    /** How long {@link Worker#stop()} waits for running handlers; 0 to 1 day, default 10 s. */
    WorkerBuilder grace(Duration grace);

    /** Crashed attempts after which a job is buried as poison; 1 to 100, default 3. */
    WorkerBuilder maxCrashes(int crashes);

    /** The time-out of runs whose job has none of its own, 1 ms to 3,650 days; default none. */
    WorkerBuilder timeout(Duration perRun);

    /** Bounds of finished jobs that this worker's purge keeps to; default {@link Retention#DEFAULT}. */
    WorkerBuilder retention(Retention retention);

    /** Logs one line with throughput, latency, queue sizes and utilisation each period, 1 s to 1 h; default never. */
    WorkerBuilder report(Duration period);

    /** How handlers run; default {@link Threads#AUTO}. */
    WorkerBuilder threads(Threads threads);

    /** What the worker is told, for tests and metrics: every event on a thread of the worker's own. */
    WorkerBuilder listener(WorkerListener listener);

    /** Starts. Returns when every queue is joined; throws if Redis cannot be reached or does not fit. */
    Worker start();

    /** How handlers run. */
    enum Threads {
        /** Virtual threads where the JVM has them (21 and later), else a pool. */
        AUTO,
        /** Virtual threads; refused by {@code start()} where the JVM has none. */
        VIRTUAL,
        /** A pool of platform threads, as many as the concurrency. */
        POOL
    }

    /** How one queue is worked on. */
    interface QueueOptions {
        /** Handlers running at once for this queue; 1 to 10,000, default 16. */
        QueueOptions concurrency(int handlers);

        /**
         * This queue's share when several queues compete for the worker's handlers; 1 to 1000, default 1. Twice the
         * weight, about twice the starts while both have work.
         */
        QueueOptions weight(int weight);
    }

    /** How one type's failures are judged, on this worker's side only. */
    interface HandlerOptions {
        /** Only these exceptions (and their subclasses) are retried; every other one buries the job. Default: all. */
        HandlerOptions retryOn(Class<? extends Throwable> error);

        /** These exceptions (and their subclasses) bury the job at once, whatever {@link #retryOn} says. */
        HandlerOptions failFastOn(Class<? extends Throwable> error);
    }
}
