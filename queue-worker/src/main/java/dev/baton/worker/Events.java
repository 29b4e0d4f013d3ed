package dev.baton.worker;

import dev.baton.JobContext;
import dev.baton.WorkerListener;
import dev.baton.model.JobStatus;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a worker's listener, in order, on a thread of its own: a slow listener must not hold the network's. */
final class Events implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Events.class);

    /** The listener of a worker that nobody listens to: then nothing is handed over a million times for nothing. */
    static final WorkerListener NOBODY = new WorkerListener() {};

    private final WorkerListener listener;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "baton-events");
        thread.setDaemon(true);
        return thread;
    });

    Events(WorkerListener listener) {
        this.listener = listener;
    }

    /** On the handler's own thread: the listener may look at the job before its handler does. */
    void starts(JobContext job) {
        guarded(() -> listener.onStart(job));
    }

    void settled(String queue, String id, JobStatus status) {
        later(() -> listener.onSettled(queue, id, status));
    }

    void claimLost(String queue, String id) {
        later(() -> listener.onClaimLost(queue, id));
    }

    private void later(Runnable told) {
        if (listener == NOBODY) {
            return;
        }
        try {
            executor.execute(() -> guarded(told));
        } catch (RejectedExecutionException e) {
            log.debug("An event came after the worker's end");
        }
    }

    private static void guarded(Runnable told) {
        try {
            told.run();
        } catch (RuntimeException e) {
            log.warn("A worker listener failed", e);
        }
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(1, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
