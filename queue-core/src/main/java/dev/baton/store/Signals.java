package dev.baton.store;

import java.util.function.Consumer;

/** Subscriptions to {@link Signal}s. Thread-safe. */
public interface Signals {
    /**
     * Tells {@code listener} of {@link Signal.Due} and {@link Signal.Changed} of a queue until the subscription is
     * closed, on a thread of the store's own that never is one of the network's. Connects when first asked and
     * reconnects for ever; what is said meanwhile is missed, and a {@link Signal.Changed} tells of each new beginning.
     */
    Subscription onWake(String queue, Consumer<Signal> listener);

    /** The same for {@link Signal.Finished}. */
    Subscription onFinished(String queue, Consumer<Signal.Finished> listener);

    /** Ends when closed. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
