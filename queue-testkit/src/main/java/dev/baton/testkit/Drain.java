package dev.baton.testkit;

import dev.baton.Baton;
import dev.baton.JobQueue;
import dev.baton.Worker;
import dev.baton.WorkerBuilder;
import dev.baton.WorkerListener;
import dev.baton.WorkerStats;
import dev.baton.model.JobStatus;
import dev.baton.model.QueueStats;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A worker's whole life in one call: start, wait until its queue is empty, stop. */
final class Drain implements WorkerListener {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** A job that leaves the queue without an outcome, such as a stale id, is told by nobody. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final Baton baton;
    private final JobQueue queue;
    private final Semaphore settled = new Semaphore(0);

    Drain(Baton baton, String queue) {
        this.baton = baton;
        this.queue = baton.queue(queue);
    }

    WorkerStats run(Consumer<WorkerBuilder> setUp) {
        WorkerBuilder builder = baton.worker().queue(queue.name());
        setUp.accept(builder);
        try (Worker worker = builder.listener(this).start()) {
            awaitEmpty();
            worker.stop();
            return worker.stats();
        }
    }

    private void awaitEmpty() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (QueueStats now = queue.stats(); now.pending() + now.inProgress() > 0; now = queue.stats()) {
            if (now.paused()) {
                throw new IllegalStateException("The queue \"" + queue.name() + "\" is paused: resume it to drain it");
            }
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("The queue \"" + queue.name() + "\" was not drained within a minute: "
                        + now.pending() + " pending, " + now.inProgress() + " in progress");
            }
            awaitSettled();
        }
    }

    private void awaitSettled() {
        try {
            boolean told = settled.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            if (told) {
                settled.drainPermits(); // one look for all that ended meanwhile
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while draining queue \"" + queue.name() + "\"", e);
        }
    }

    @Override
    public void onSettled(String settledQueue, String jobId, JobStatus to) {
        settled.release();
    }
}
