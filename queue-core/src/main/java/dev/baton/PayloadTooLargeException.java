package dev.baton;

/** A payload, or all jobs of one call together, are larger than is allowed. Nothing was sent. */
public final class PayloadTooLargeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final long bytes;
    private final long limit;

    private PayloadTooLargeException(String message, long bytes, long limit) {
        super(message);
        this.bytes = bytes;
        this.limit = limit;
    }

    static PayloadTooLargeException ofPayload(String type, long bytes, long limit) {
        return new PayloadTooLargeException(
                "A payload of job type " + type + " has " + bytes + " bytes of JSON, the limit is " + limit
                        + ": store the data elsewhere and enqueue where it is",
                bytes,
                limit);
    }

    static PayloadTooLargeException ofCall(String type, int jobs, long bytes, long limit) {
        return new PayloadTooLargeException(
                "The first " + jobs + " jobs of type " + type + " in one enqueueAll have " + bytes
                        + " bytes of records, the limit of a call is " + limit + ": enqueue them in several calls",
                bytes,
                limit);
    }

    /** The size that was met, in bytes of JSON. */
    public long bytes() {
        return bytes;
    }

    /** The size that is allowed, in bytes of JSON. */
    public long limit() {
        return limit;
    }
}
