package dev.baton.worker.standalone;

import dev.baton.WorkerBuilder.Threads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the worker runs with: everything checked, nothing left to guess.
 *
 * @param redis the URI, or empty for a Redis of its own
 * @param data where a Redis of its own keeps its data, if said
 * @param timeout of jobs that have none of their own
 * @param report the period of the report line, if one is wanted
 */
record WorkerSettings(
        Optional<String> redis,
        Optional<Path> data,
        List<QueueShare> queues,
        Work work,
        Duration httpTimeout,
        Optional<Duration> timeout,
        int concurrency,
        Threads threads,
        Duration grace,
        Duration heartbeat,
        Duration expiry,
        int maxCrashes,
        Optional<Duration> report,
        boolean allowEviction,
        boolean debug) {}
