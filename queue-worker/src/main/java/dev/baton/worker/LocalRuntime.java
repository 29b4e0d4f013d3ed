package dev.baton.worker;

import dev.baton.WorkerBuilder;
import dev.baton.WorkerHost;
import dev.baton.WorkerRuntime;

/** The runtime of this module, as {@code Baton.worker()} finds it. */
public final class LocalRuntime implements WorkerRuntime {
    @Override
    public WorkerBuilder newWorker(WorkerHost host) {
        return new WorkerSetup(host);
    }
}
