package dev.baton.codec;

import dev.baton.model.Failure;
import dev.baton.model.JobRecord;
import dev.baton.model.RetryPolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns payloads, results, records and failures into JSON and back. Implementations are thread-safe, write no class
 * names, and load no class that the caller did not name.
 */
public interface JobCodec {

    /**
     * What becomes the record of a job. Everything that equals its default is left out of the JSON, for each byte is
     * paid for a million times.
     */
    record Draft(
            String type,
            byte[] payload,
            RetryPolicy retry,
            @Nullable Duration timeout,
            @Nullable Duration deadline,
            List<String> tags,
            boolean atMostOnce,
            boolean chosenId) {

        /** A job that is started until it succeeds. */
        public Draft(
                String type,
                byte[] payload,
                RetryPolicy retry,
                @Nullable Duration timeout,
                @Nullable Duration deadline,
                List<String> tags,
                boolean chosenId) {
            this(type, payload, retry, timeout, deadline, tags, false, chosenId);
        }
    }

    /** @throws CodecException if {@code value} cannot be written as JSON */
    byte[] encode(@Nullable Object value);

    /** @throws CodecException if {@code json} is no JSON or does not fit {@code type} */
    <T> @Nullable T decode(byte[] json, Class<T> type);

    /**
     * The first bytes of every record, up to where the enqueue script writes the time of Redis in milliseconds; the
     * bytes of {@link #recordTail} follow it. Split so that enqueuedAt is the server's without JSON in Lua.
     */
    byte[] recordHead();

    /** What follows the time in a record, closing brace included. */
    byte[] recordTail(Draft draft);

    /** @throws CodecException if the bytes are no record of a version that this release knows */
    JobRecord readRecord(byte[] record);

    byte[] writeFailure(Failure failure);

    /** @throws CodecException if the bytes are no failure */
    Failure readFailure(byte[] json);
}
