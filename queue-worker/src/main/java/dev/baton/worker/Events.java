package dev.baton.worker;

import dev.baton.JobContext;
import dev.baton.WorkerListener;
import dev.baton.model.JobStatus;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a worker's listener, in order, on a thread of its own: a slow listener must not hold the network's. */
final class Events implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Events.class);

    /** The listener of a worker that nobody listens to: then nothing is handed over a million times for nothing. */
    static final WorkerListener NOBODY = new WorkerListener() {};

    /** Events that may wait for a listener that is too slow; what comes then is dropped, for memory has an end. */
    private static final int MOST_WAITING = 100_000;

    private final WorkerListener listener;
    private final AtomicBoolean dropping = new AtomicBoolean();
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
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
            if (!executor.isShutdown() && dropping.compareAndSet(false, true)) {
                log.warn(
                        "The worker listener is too slow: {} events wait for it, and others are dropped", MOST_WAITING);
            }
        }
    }

    private static void guarded(Runnable told) {
        try {
            told.run();
        } catch (Throwable e) { // whatever a listener throws, the job is not to blame
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
