package dev.baton;

/**
 * More jobs wait for their enqueue to be answered than memory is set aside for: 100,000 jobs or 64 MiB a Baton. Nothing
 * of this call was sent; try again later, or slower.
 */
public final class BackpressureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BackpressureException(String queue, int jobs, String taken) {
        super(jobs + (jobs == 1 ? " job" : " jobs") + " for queue " + queue + " cannot be taken, for " + taken
                + " wait to be enqueued already: enqueue more slowly, or again later; nothing was sent");
    }
}
