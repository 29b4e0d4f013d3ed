package dev.baton;

import dev.baton.codec.CodecException;
import dev.baton.codec.JobCodec;
import dev.baton.model.JobType;
import dev.baton.model.Limits;
import dev.baton.store.NewJob;
import org.jspecify.annotations.Nullable;

/**
 * Makes a payload and its options into a job that can be sent, on the caller's own thread, and refuses what must not be
 * sent. Thread-safe.
 */
final class Packing {
    /** Digits of the time in a record. */
    private static final int TIME_BYTES = 13;

    private final JobCodec codec;
    private final Ulids ids;
    private final int headBytes;

    Packing(JobCodec codec, Ulids ids) {
        this.codec = codec;
        this.ids = ids;
        headBytes = codec.recordHead().length + TIME_BYTES;
    }

    /** A job ready to be sent; {@code bytes} is the size of its record. */
    record Packed(NewJob job, long bytes, boolean chosenId) {}

    <P> Packed pack(JobType<P, ?> type, P payload, EnqueueOptions options) {
        byte[] json = encode(type, payload);
        if (json.length > Limits.PAYLOAD_BYTES) {
            throw PayloadTooLargeException.ofPayload(type.name(), json.length, Limits.PAYLOAD_BYTES);
        }
        String chosen = options.id();
        byte[] tail = codec.recordTail(new JobCodec.Draft(
                type.name(),
                json,
                options.retry(),
                options.timeout(),
                options.deadline(),
                options.tags(),
                type.isAtMostOnce(),
                chosen != null));
        String id = chosen == null ? ids.next() : chosen;
        return new Packed(
                new NewJob(id, tail, options.start(), type.isAtMostOnce()), headBytes + tail.length, chosen != null);
    }

    private byte[] encode(JobType<?, ?> type, @Nullable Object payload) {
        try {
            return codec.encode(payload);
        } catch (CodecException e) {
            throw new CodecException(
                    "The payload cannot be enqueued as job type " + type.name() + ": " + e.getMessage(), e);
        }
    }
}
