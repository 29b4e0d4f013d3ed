package dev.baton.store;

/** All ports of one store, and their common end. */
public interface Store extends AutoCloseable {
    EnqueueStore enqueues();

    WorkerStore workers();

    SweepStore sweeps();

    InspectStore inspection();

    Signals signals();

    /** Where the store is, without secrets: for messages. */
    String address();

    /** Closes every connection; calls under way fail with {@link StoreException.Kind#CLOSED} or get their answer. */
    @Override
    void close();
}
