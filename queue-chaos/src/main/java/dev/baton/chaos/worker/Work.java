package dev.baton.chaos.worker;

import dev.baton.model.JobType;
import dev.baton.model.RetryPolicy;
import java.time.Duration;

/**
 * What a job of the fault suite is to do.
 *
 * @param millis how long it takes
 */
public record Work(Deed deed, long millis) {
    private static final RetryPolicy SOON =
            RetryPolicy.attempts(8).withBackoff(Duration.ofMillis(10), Duration.ofMillis(10));

    public static final JobType<Work, Receipt> TYPE =
            JobType.of("work", Work.class, Receipt.class).retry(SOON);
    /** The same, with time to look at it before it is tried again. */
    public static final JobType<Work, Receipt> PATIENT =
            TYPE.retry(RetryPolicy.attempts(8).withBackoff(Duration.ofSeconds(3), Duration.ofSeconds(3)));
    /** The same, given half a second a run. */
    public static final JobType<Work, Receipt> LIMITED =
            JobType.of("limited", Work.class, Receipt.class).retry(SOON).timeout(Duration.ofMillis(500));

    /** Has an effect at once. */
    public static final Work QUICK = new Work(Deed.DO, 0);

    public static final Work FAILING = new Work(Deed.FAIL_ONCE, 0);
    public static final Work WAITING = new Work(Deed.WAIT, 0);

    public enum Deed {
        /** Takes its time, then has its effect. */
        DO,
        /** Fails at its first attempt, else as {@link #DO}. */
        FAIL_ONCE,
        /** Waits for the word {@code go}, then has its effect; gives up when interrupted. */
        WAIT,
        /** Waits for the word {@code go}, whatever interrupts it. */
        IGNORE_INTERRUPTS,
        /** Waits until {@code millis} other jobs run in its worker, for half a second at most, and kills the JVM. */
        KILL,
        /** At its first attempt ends the JVM in good order, by {@link System#exit}. */
        EXIT_ONCE,
        /** At its first attempt throws an {@link AssertionError}. */
        ERROR_ONCE,
        /** At its first attempt calls itself until the stack is full. */
        OVERFLOW_ONCE,
        /** At its first attempt allocates until there is no memory. */
        OUT_OF_MEMORY_ONCE,
        /** Allocates and throws away for {@code millis}, which keeps a collector busy. */
        GARBAGE,
        /** Leaves a thread behind that is no daemon and does not end. */
        LEAVE_A_THREAD
    }

    /** @param by the log of the worker that did it */
    public record Receipt(String by, int attempt) {}
}
