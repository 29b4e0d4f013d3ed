package dev.baton.model;

/** The bounds that are checked before any byte is sent to Redis. All sizes are bytes of the encoded form. */
public final class Limits {
    /** Largest encoded payload: 1 MiB. A larger one is refused by the enqueue. */
    public static final int PAYLOAD_BYTES = 1 << 20;
    /** Largest encoded result: 1 MiB. A larger one is dropped, the job is done all the same and says so. */
    public static final int RESULT_BYTES = 1 << 20;
    /** Largest {@code enqueueAll} call: 8 MiB of records. */
    public static final int ENQUEUE_BYTES = 8 << 20;
    /** Most record bytes that one claim brings: 4 MiB (one job is always brought, whatever its size). */
    public static final int CLAIM_BYTES = 4 << 20;
    /** Most jobs in one round trip. */
    public static final int BATCH = 1000;
    /** Most jobs that may stand in one processing list, so that every walk over it stays short. */
    public static final int IN_HAND_PER_LANE = 1000;
    /** Most tags of a job. */
    public static final int TAGS = 16;
    /** Longest delay, snooze or time-out: 3,650 days. */
    public static final java.time.Duration LONGEST = java.time.Duration.ofDays(3650);
    /** Most failures remembered a job; older ones are dropped first. */
    public static final int FAILURES_KEPT = 20;

    private Limits() {}
}
