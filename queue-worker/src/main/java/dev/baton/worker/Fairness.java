package dev.baton.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Gives back what waits too long. The pace is an estimate from the past: if handlers turn slow, jobs that were taken ahead
 * would wait here while a sibling is idle. So what has waited a second goes to the front of the queue again; and a job that
 * waits to run alone while others run on is put off, so that the worker is not quiet for hours.
 */
final class Fairness {
    private static final Duration TOO_LONG = Duration.ofSeconds(1);
    private static final Duration QUIET_TOO_LONG = Duration.ofSeconds(10);
    private static final Duration PUT_OFF = Duration.ofSeconds(30);

    private final QueueRunner queue;
    private final Dispatcher dispatcher;

    Fairness(QueueRunner queue, Dispatcher dispatcher) {
        this.queue = queue;
        this.dispatcher = dispatcher;
    }

    CompletionStage<?> pass() {
        List<Held> old = dispatcher.withdrawOlder(queue.name(), System.nanoTime() - TOO_LONG.toNanos());
        if (!old.isEmpty()) {
            queue.pace().forget();
            queue.giveBack(old);
        }
        dispatcher
                .withdrawAlone(queue.name(), System.nanoTime() - QUIET_TOO_LONG.toNanos())
                .forEach(held -> queue.putOff(held, PUT_OFF));
        return CompletableFuture.completedFuture(null);
    }
}
