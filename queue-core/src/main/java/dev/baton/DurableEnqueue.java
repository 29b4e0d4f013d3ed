package dev.baton;

import dev.baton.model.Durability.Reached;
import java.util.List;

/**
 * How safe jobs were when a durable enqueue was answered. The jobs are in Redis in either case, and workers may have begun
 * them; {@link JobHandle#enqueued} tells of each whether it is new or was known.
 *
 * @param <T> a {@link JobHandle}, or a list of them
 */
public sealed interface DurableEnqueue<T> {
    /** The handle, or handles in order. */
    T jobs();

    /** How far all of the jobs had come when the wait ended. */
    Reached reached();

    /** The jobs are as safe as was asked for. */
    record Confirmed<T>(T jobs, Reached reached) implements DurableEnqueue<T> {}

    /**
     * The jobs are in the primary, and were not as safe as was asked for in time: too few replicas are connected, one does
     * not keep up, a disk is slow. Enqueue them durably again with the same {@link EnqueueOptions#id ids}, which makes no
     * second jobs and waits once more; or let it be, and know that a failover or a power cut may lose them.
     *
     * @param ids the ids of all jobs of the call, in order
     */
    record AcceptedNotConfirmed<T>(T jobs, List<String> ids, Reached reached) implements DurableEnqueue<T> {}
}
