package dev.baton.worker;

import dev.baton.WorkerHost;
import java.util.function.Supplier;

/**
 * What the parts of one worker share.
 *
 * @param names makes names of incarnations, none of them twice
 */
record WorkerParts(
        WorkerHost host,
        WorkerSettings settings,
        Time time,
        Tally tally,
        Events events,
        Stillness stillness,
        Supplier<String> names) {}
