package dev.baton.worker;

import java.util.Collection;
import java.util.List;

/** Where jobs that a queue has in hand are started: a worker's {@link Dispatcher}. Thread-safe. */
interface Starter {
    /** Takes jobs to be run. @return those that cannot be taken now, for the caller to release */
    List<Held> offer(Collection<Held> jobs);

    /** Whether a job runs alone, or waits to: then nothing else is claimed. */
    boolean quiet();

    /** Something was given back or ended, or a claim was answered: a job that waits to be alone may be so now. */
    void lessInHand();

    /** How many jobs of a queue run. */
    int running(String queue);

    /** How many jobs of a queue wait to be run. */
    int waiting(String queue);
}
