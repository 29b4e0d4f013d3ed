package dev.baton.store;

/** All ports of one store, and their common end. */
public interface Store extends AutoCloseable {
    EnqueueStore enqueues();

    WorkerStore workers();

    LeaseStore leases();

    SweepStore sweeps();

    InspectStore inspection();

    Signals signals();

    EventStore events();

    /** Where the store is, without secrets: for messages. */
    String address();

    /**
     * Closes every connection. Calls under way get their answer, or fail: with {@link StoreException.Kind#CLOSED} if
     * nothing was sent, with {@link StoreException.Kind#UNKNOWN_EFFECT} if their effect may have happened.
     */
    @Override
    void close();
}
