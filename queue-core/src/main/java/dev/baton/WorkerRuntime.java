package dev.baton;

/**
 * Found by {@link java.util.ServiceLoader} when an application calls {@code Baton.worker()}. The runtime is a module of
 * its own, so that a producer does not carry it; see docs/adr.
 */
public interface WorkerRuntime {
    WorkerBuilder newWorker(WorkerHost host);
}
