package dev.baton.worker;

import dev.baton.WorkerBuilder;
import dev.baton.WorkerListener;
import dev.baton.model.Retention;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker's settings once they are checked.
 *
 * @param concurrency handlers running at once over all queues
 * @param report period of the report line; zero for never
 * @param timeout of runs whose job has none of its own; null for none
 */
record WorkerSettings(
        List<QueueSettings> queues,
        int concurrency,
        Duration heartbeat,
        Duration expiry,
        Duration grace,
        int maxCrashes,
        Retention retention,
        Duration report,
        WorkerBuilder.Threads threads,
        WorkerListener listener,
        @Nullable Duration timeout) {

    /** One queue's settings. */
    record QueueSettings(String name, int concurrency, int weight) {}
}
