package dev.baton.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Gives back what waits too long. The pace is an estimate from the past: if handlers turn slow, jobs that were taken ahead
 * would wait here while a sibling is idle. So what has waited a second goes to the front of the queue again; and a job that
 * waits to run alone while others run on is put off, so that the worker is not quiet for hours; each time it comes back
 * the worker stays quiet for longer, so that it runs in the end.
 */
final class Fairness {
    private static final Duration TOO_LONG = Duration.ofSeconds(1);
    private static final Duration PUT_OFF = Duration.ofSeconds(30);

    private final QueueRunner queue;
    private final Dispatcher dispatcher;
    private final Doublings patience = Doublings.ofQuiet();

    Fairness(QueueRunner queue, Dispatcher dispatcher) {
        this.queue = queue;
        this.dispatcher = dispatcher;
    }

    CompletionStage<?> pass() {
        List<Held> old = dispatcher.withdrawOlder(queue.name(), queue.time().nanos() - TOO_LONG.toNanos());
        if (!old.isEmpty()) {
            queue.pace().forget();
            queue.giveBack(old);
        }
        dispatcher
                .withdrawAlone(queue.name(), queue.time().nanos(), this::patience)
                .forEach(held -> {
                    patience.next(queue.name(), held.jobId());
                    queue.putOff(held, PUT_OFF);
                });
        return CompletableFuture.completedFuture(null);
    }

    private Duration patience(Held suspect) {
        return patience.present(queue.name(), suspect.jobId());
    }
}
