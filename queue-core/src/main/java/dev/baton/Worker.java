package dev.baton;

import java.time.Duration;
import java.util.List;

/**
 * A running worker: claims jobs of its queues, runs their handlers, and takes back what dead workers held. Made by
 * {@code Baton.worker()}. Thread-safe.
 */
public interface Worker extends AutoCloseable {

    /** The name of the present incarnation of this worker in Redis: host, pid and random. */
    String name();

    /** What this worker has done so far. */
    WorkerStats stats();

    /**
     * Stops claiming, lets running handlers finish for the grace period (10 s by default), interrupts what is left,
     * releases what never started or has ended by interruption to the front of its queue, uncounted, and says goodbye.
     * Blocks until then. A second call waits for the first.
     *
     * @return whether every handler ended within the grace period
     */
    boolean stop();

    /** As {@link #stop()}, with another grace period. */
    boolean stop(Duration grace);

    /** As {@link #stop()}. */
    @Override
    void close();

    /** How each queue fares: for health checks and the report line. */
    List<QueueHealth> health();

    /**
     * One queue of a worker.
     *
     * @param claiming whether a claim round finished recently; false means that the worker is cut off from this queue
     * @param sinceLastClaimRound age of the last finished claim round
     * @param running handlers running
     * @param waiting jobs claimed and not started
     * @param problem why it does not claim; empty if it does
     */
    record QueueHealth(
            String queue, boolean claiming, Duration sinceLastClaimRound, int running, int waiting, String problem) {}
}
