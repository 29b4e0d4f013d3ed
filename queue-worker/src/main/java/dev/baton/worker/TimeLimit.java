package dev.baton.worker;

import dev.baton.JobContext.Stop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Interrupts a run at its time-out, and counts its thread as leaked while it does not heed that. Thread-safe. */
final class TimeLimit {
    private static final Logger log = LoggerFactory.getLogger(TimeLimit.class);
    /** A thread that still runs so long after its interrupt is counted as leaked. */
    static final Duration LEAKED_AFTER = Duration.ofSeconds(10);

    private final Held held;
    private final Time time;
    private final AtomicInteger leakedThreads;
    private final Duration leakedAfter;
    private Future<?> alarm = CompletableFuture.completedFuture(null);
    private boolean ended;
    private boolean leaked;

    TimeLimit(Held held, Time time, AtomicInteger leakedThreads, Duration leakedAfter) {
        this.held = held;
        this.time = time;
        this.leakedThreads = leakedThreads;
        this.leakedAfter = leakedAfter;
    }

    /** The run begins; it may take so long. */
    synchronized void begin(Duration timeout) {
        alarm = time.after(timeout, this::over);
    }

    private synchronized void over() {
        if (!ended) {
            held.stop(Stop.TIMED_OUT);
            alarm = time.after(leakedAfter, this::leak);
        }
    }

    private synchronized void leak() {
        if (!ended) {
            leaked = true;
            leakedThreads.incrementAndGet();
            log.warn(
                    "Queue {}: the handler of job {} ignores its interrupt; it keeps its thread and its claim until it ends",
                    held.queue(),
                    held.claim().id());
        }
    }

    /** The run has ended. */
    synchronized void end() {
        ended = true;
        alarm.cancel(false);
        if (leaked) {
            leakedThreads.decrementAndGet();
        }
    }
}
