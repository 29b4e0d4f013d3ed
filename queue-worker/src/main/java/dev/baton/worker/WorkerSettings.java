package dev.baton.worker;

import dev.baton.WorkerBuilder;
import dev.baton.WorkerListener;
import dev.baton.model.Retention;
import java.time.Duration;
import java.util.List;

/**
 * A worker's settings once they are checked.
 *
 * @param concurrency handlers running at once over all queues
 * @param report period of the report line; zero for never
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
        WorkerListener listener) {

    /** One queue's settings. */
    record QueueSettings(String name, int concurrency, int weight) {}
}
