package dev.baton.bench.lab;

import dev.baton.Baton;
import dev.baton.EnqueueOptions;
import dev.baton.JobQueue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Fills a queue, up to a thousand jobs a call, a few calls under way. */
public final class Backlog {
    private static final int UNDER_WAY = 4;

    private Backlog() {}

    /** Enqueues orders numbered from 0; returns when all are in Redis. */
    public static void fill(Baton baton, String queue, int jobs) {
        fill(baton, queue, Load.orders(), jobs);
    }

    /** Enqueues jobs numbered from 0; returns when all are in Redis. */
    public static <P> void fill(Baton baton, String queue, Load<P> load, int jobs) {
        fill(baton, queue, load, jobs, options -> {});
    }

    /** The same, every job with these options. */
    public static <P> void fill(Baton baton, String queue, Load<P> load, int jobs, Consumer<EnqueueOptions> how) {
        JobQueue into = baton.queue(queue);
        Deque<CompletableFuture<?>> underWay = new ArrayDeque<>();
        int batch = load.jobsACall();
        for (int from = 0; from < jobs; from += batch) {
            if (underWay.size() == UNDER_WAY) {
                underWay.remove().join();
            }
            underWay.add(into.enqueueAllAsync(
                    load.type(),
                    load.numbered(from, Math.min(batch, jobs - from)),
                    (payload, options) -> how.accept(options)));
        }
        underWay.forEach(CompletableFuture::join);
    }
}
