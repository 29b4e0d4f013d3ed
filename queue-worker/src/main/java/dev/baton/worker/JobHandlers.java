package dev.baton.worker;

import dev.baton.WorkerBuilder;

/**
 * What a JAR of handlers brings to a standalone worker started with {@code --handlers DIR}. Name the implementation in
 * {@code META-INF/services/dev.baton.worker.JobHandlers}; it needs a public constructor without arguments.
 */
public interface JobHandlers {
    /**
     * Registers the handlers of this JAR. Called once, before the worker starts, on the main thread; queues,
     * concurrency and heartbeat are the command line's and are set already.
     *
     * @throws RuntimeException to refuse the start: the worker prints the message and ends with exit code 1
     */
    void register(WorkerBuilder worker);
}
