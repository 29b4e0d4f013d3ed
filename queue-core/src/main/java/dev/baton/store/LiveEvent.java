package dev.baton.store;

import dev.baton.model.JobStatus;
import java.time.Instant;

/** What happened in a queue while somebody listened; see {@link EventStore}. Immutable. */
public sealed interface LiveEvent {
    String queue();

    /**
     * A job came to this status.
     *
     * @param position the line in which this was told. Up to 20 jobs that one transition moved are told in one, and come
     *     together: whoever goes on after a line has to know all of it
     */
    record Moved(String queue, String id, JobStatus status, EventPosition position) implements LiveEvent {
        /** When, by the clock of Redis. */
        public Instant at() {
            return Instant.ofEpochMilli(position.millis());
        }
    }

    /** The queue was paused or resumed. */
    record Paused(String queue, boolean paused, EventPosition position) implements LiveEvent {
        /** When, by the clock of Redis. */
        public Instant at() {
            return Instant.ofEpochMilli(position.millis());
        }
    }

    /**
     * Events may be missing before those that follow: nobody was registered for a while, Redis has lost some, or more happened
     * than is kept.
     */
    record Gap(String queue) implements LiveEvent {}
}
