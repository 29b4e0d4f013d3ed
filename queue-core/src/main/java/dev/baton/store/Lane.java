package dev.baton.store;

/**
 * Where claims stand: one processing list of one worker incarnation, or the leases of a queue. A worker has up to
 * {@link #MAX} lanes a queue, so that Redis works for one while the worker works for another; lane 0 is also where the
 * blocking claim moves to.
 *
 * @param queue the queue
 * @param worker the incarnation: host, pid and random; never reused. Empty: the remote consumers, who are no workers
 * @param number 0 to {@link #MAX} - 1
 */
public record Lane(String queue, String worker, int number) {
    /** Most lanes of an incarnation in a queue: recovery looks at so many lists and needs no register of them. */
    public static final int MAX = 4;

    private static final String NO_WORKER = "";

    public Lane {
        if (number < 0 || number >= MAX) {
            throw new IllegalArgumentException("lane " + number + " is not allowed: use 0 to " + (MAX - 1));
        }
    }

    /** Where the claims of all remote consumers of a queue stand, each with its lease. */
    public static Lane ofLeases(String queue) {
        return new Lane(queue, NO_WORKER, 0);
    }

    /** Whether it is that of the remote consumers. */
    public boolean isOfLeases() {
        return worker.isEmpty();
    }
}
