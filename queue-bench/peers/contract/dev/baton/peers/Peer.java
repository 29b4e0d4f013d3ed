package dev.baton.peers;

/**
 * What each peer has to do, by its own library and nothing else. A call connects, works and disconnects, so that a peer
 * whose turn it is not costs the others nothing. A queue is given by a name that is nowhere else in Redis, and every key
 * that a peer writes has it in its own name: by that the keys are removed again.
 */
public interface Peer {
    int PER_CALL = 1000;

    /** Of the library that is measured. */
    String version();

    /**
     * Enqueues jobs one by one; each of the callers waits for the answer to its own call before its next.
     *
     * @return the seconds from the first call to the last answer
     */
    double enqueue(String queue, int jobs, int callers) throws Exception;

    /** Enqueues {@value #PER_CALL} jobs a call, one call after the other. @return the seconds that it took */
    double enqueueInBulk(String queue, int jobs) throws Exception;

    /**
     * Works off what is in the queue, exactly so many jobs, up to {@code concurrency} at a time; each payload is decoded.
     *
     * @return the seconds from the start of the worker until the last completion is recorded
     */
    double drain(String queue, int jobs, int concurrency) throws Exception;

    /** Enqueues at a fixed rate to a worker that is idle between two jobs. */
    Latencies latencies(String queue, int jobs, int perSecond, int concurrency) throws Exception;
}
