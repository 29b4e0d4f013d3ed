package dev.baton.bench.lab;

import dev.baton.Baton;
import dev.baton.JobQueue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/** Fills a queue, a thousand jobs a call, a few calls under way. */
public final class Backlog {
    private static final int BATCH = 1000;
    private static final int UNDER_WAY = 4;

    private Backlog() {}

    /** Enqueues jobs numbered from 0; returns when all are in Redis. */
    public static void fill(Baton baton, String queue, int jobs) {
        JobQueue into = baton.queue(queue);
        Deque<CompletableFuture<?>> underWay = new ArrayDeque<>();
        for (int from = 0; from < jobs; from += BATCH) {
            if (underWay.size() == UNDER_WAY) {
                underWay.remove().join();
            }
            underWay.add(into.enqueueAllAsync(Order.TYPE, Order.numbered(from, Math.min(BATCH, jobs - from))));
        }
        underWay.forEach(CompletableFuture::join);
    }
}
