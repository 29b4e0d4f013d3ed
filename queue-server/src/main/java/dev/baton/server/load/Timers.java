package dev.baton.server.load;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Threads for what shall be done later. */
final class Timers {
    private Timers() {}

    static ScheduledThreadPoolExecutor one() {
        return new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "baton-load");
            thread.setDaemon(true);
            return thread;
        });
    }
}
