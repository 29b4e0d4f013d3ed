package dev.baton.worker;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of the trouble of one queue once, and of its end once; and how long to wait before the next try. Thread-safe. */
final class Outage {
    private static final Logger log = LoggerFactory.getLogger(Outage.class);
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final String queue;
    private String problem = "";
    private long sinceNanos;
    private int tries;

    Outage(String queue) {
        this.queue = queue;
    }

    /** A call failed. @return how long to wait before the next, jittered */
    synchronized Duration failed(Throwable error) {
        String said = error.getMessage() == null ? error.toString() : error.getMessage();
        if (problem.isEmpty()) {
            sinceNanos = System.nanoTime();
            log.warn("Queue {} is in trouble, and tries again: {}", queue, said);
        }
        problem = said;
        Duration bound = FIRST.multipliedBy(1L << Math.min(tries, 6));
        tries++;
        return FIRST.plus(Ticker.fullJitter(bound.compareTo(LONGEST) > 0 ? LONGEST : bound));
    }

    /** A call succeeded. */
    synchronized void over() {
        if (!problem.isEmpty()) {
            log.info(
                    "Queue {} is well again after {} ms",
                    queue,
                    Duration.ofNanos(System.nanoTime() - sinceNanos).toMillis());
            problem = "";
            tries = 0;
        }
    }

    synchronized String problem() {
        return problem;
    }
}
