package dev.baton.worker.faults;

import dev.baton.model.JobType;
import dev.baton.model.RetryPolicy;
import java.time.Duration;

/**
 * What a job of these tests is to do.
 *
 * @param millis how long it takes
 */
record Work(Deed deed, long millis) {
    static final JobType<Work, Receipt> TYPE = JobType.of("work", Work.class, Receipt.class)
            .retry(RetryPolicy.attempts(8).withBackoff(Duration.ofMillis(10), Duration.ofMillis(10)));

    /** Has an effect at once. */
    static final Work QUICK = new Work(Deed.DO, 0);

    enum Deed {
        /** Takes its time, then has its effect. */
        DO,
        /** Fails at its first attempt, else as {@link #DO}. */
        FAIL_ONCE,
        /** Waits for the word {@code go}, then has its effect; gives up when interrupted. */
        WAIT,
        /** Waits until {@code millis} other jobs run in its worker, for half a second at most, and kills the JVM. */
        KILL
    }

    /** @param by the log of the worker that did it */
    record Receipt(String by, int attempt) {}
}
