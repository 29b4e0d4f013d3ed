package dev.baton.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Live events of queues: what becomes of their jobs, for people who watch. Nothing is written for them while nobody is
 * registered. While somebody is, each transition tells of itself in the same instant and in its order; the latest 100,000
 * lines are kept, of up to 20 jobs that one transition moved. Events are told on a best effort, and no state is to be derived
 * from them: a user of Redis without the right to tell, or a person's repair, moves jobs silently.
 *
 * <p>Thread-safe; futures as in {@link WorkerStore}. Every call may be repeated.
 */
public interface EventStore {
    /**
     * Registers a listener: from now on, and for so long, the queue's transitions are told. A registration never ends one
     * that lasts longer. Renew it well before it ends; what was told is gone with the last one.
     *
     * @param listen 1 ms to a day
     * @return the position of the latest line: what happens from now on follows it
     */
    CompletableFuture<EventPosition> listen(String queue, Duration listen);

    /**
     * What was told after a position. It begins with a {@link LiveEvent.Gap} if something may be missing before the rest;
     * then the rest is everything that is still there. While nobody is registered that is nothing, and there is a gap each
     * time.
     *
     * @param after of an event, of an answer before, or of {@link #listen}
     * @param most 1 to 1000 lines
     */
    CompletableFuture<Told> read(String queue, EventPosition after, int most);

    /** A wait of its own connection for this queue. Connects when first asked; close it. */
    EventWait eventWait(String queue);

    /** @param next after which to read on; the same as before if there was nothing */
    record Told(List<LiveEvent> events, EventPosition next) {}

    /** Waits in Redis until something is told. One wait at a time. */
    interface EventWait extends AutoCloseable {
        /** Completes when there is something after this position or {@code block} has passed, 1 ms or more. A hint. */
        CompletableFuture<Void> await(EventPosition after, Duration block);

        /** Closes the connection; a pending future fails. */
        @Override
        void close();
    }
}
