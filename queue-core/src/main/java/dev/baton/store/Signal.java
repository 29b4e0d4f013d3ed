package dev.baton.store;

/** A message that something changed. Always a hint: correctness never depends on its arrival. */
public sealed interface Signal {
    String queue();

    /** A job became the next to be due. */
    record Due(String queue, long dueMillis) implements Signal {}

    /** The queue was resumed, or a running job's cancellation was asked for: a heartbeat now would learn of it. */
    record Changed(String queue) implements Signal {}

    /** A watched job has ended. */
    record Finished(String queue, String id) implements Signal {}
}
