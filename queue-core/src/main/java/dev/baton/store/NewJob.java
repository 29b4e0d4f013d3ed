package dev.baton.store;

import java.time.Duration;
import java.time.Instant;

/**
 * A job on its way into the store.
 *
 * @param id made by the caller or by Baton, never by Redis: only so can an enqueue be repeated
 * @param recordTail the record after its head and its time, see {@link dev.baton.codec.JobCodec}
 * @param start when it becomes pending
 * @param atMostOnce whether it may be started only once: said here too, for the store does not read records
 */
public record NewJob(String id, byte[] recordTail, Start start, boolean atMostOnce) {

    /** A job that is started until it succeeds. */
    public NewJob(String id, byte[] recordTail, Start start) {
        this(id, recordTail, start, false);
    }

    /** When a new job becomes pending. */
    public sealed interface Start {
        /** At once. */
        record Now() implements Start {}

        /** After a delay, by the clock of Redis. */
        record After(Duration delay) implements Start {}

        /** At an instant; an instant in the past means at once. */
        record At(Instant instant) implements Start {}
    }
}
