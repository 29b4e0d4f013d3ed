package dev.baton.doctor;

import java.util.Locale;

/** What can be found. The words are stable: programs may read them. */
public enum Code {
    TWO_PLACES(Kind.VIOLATION, "A job stands more than once in pending, scheduled and the processing lists together."),
    WRONG_PLACE(Kind.VIOLATION, "A job stands only where its status does not allow it, or has ended and still stands."),
    NO_PLACE(Kind.VIOLATION, "A job waits and stands nowhere: nobody will ever run it."),
    NO_CLAIM(Kind.VIOLATION, "A job is in-progress, and no processing list holds an entry with a nonce for it."),
    PLACE_WITHOUT_STATUS(
            Kind.VIOLATION, "A place, an entry or a bare id, of a job that has neither status nor record."),
    STATUS_WITHOUT_RECORD(Kind.VIOLATION, "A job whose record is gone, though it has not been purged."),
    RECORD_WITHOUT_STATUS(Kind.VIOLATION, "A record whose status is gone: nobody will run, show or purge the job."),
    UNKNOWN_STATUS(Kind.VIOLATION, "A status that is none of the seven words."),
    NOT_INDEXED(Kind.VIOLATION, "A job has ended and is missing in its index, so it would be kept for ever."),
    FALSE_INDEX(Kind.VIOLATION, "An index of ended jobs names a job that has not ended so."),
    INDEXED_TWICE(Kind.VIOLATION, "A job stands twice in the index of done jobs."),
    LEAKED_TOMBSTONE(Kind.VIOLATION, "The status of a purged job that nothing will ever remove."),
    LEAKED_KEY(Kind.VIOLATION, "A key that is not in the model, or whose job is unknown."),
    LEAKED_FIELD(Kind.VIOLATION, "What tries, cancelling, stale or watched hold of a job to which it does not apply."),
    UNREGISTERED_LIST(Kind.VIOLATION, "A processing list of an incarnation that is not registered."),
    UNRECLAIMED(
            Kind.VIOLATION,
            "A worker has long expired, or a lease has long run out, and the claim still stands, though others are alive."),
    UNSALVAGED(Kind.VIOLATION, "A bare id stands with a worker that has long expired, though others are alive."),
    WRONG_TYPE(Kind.VIOLATION, "A key that has another type than the model gives it."),
    MALFORMED_ENTRY(Kind.VIOLATION, "An element of a list, set or sorted set that Baton would never write."),
    MALFORMED_RECORD(Kind.VIOLATION, "A record that cannot be read."),
    MALFORMED_FIELD(Kind.VIOLATION, "A field of meta, tries or a run that is not what the model says."),
    MALFORMED_COUNTER(Kind.VIOLATION, "A counter that is no whole number, or less than 0."),
    COUNTER_MISMATCH(Kind.VIOLATION, "Counters that contradict each other or what stands in the queue."),
    OVERSIZED(Kind.VIOLATION, "A payload or a result larger than 1 MiB."),
    KEPT_TOO_LONG(Kind.VIOLATION, "Finished jobs or tombstones beyond their bound by more than a quarter."),
    UNLISTED_QUEUE(Kind.VIOLATION, "A queue in use that the set baton:queues does not name."),
    OTHER_FORMAT(Kind.VIOLATION, "A queue that another release wrote; its other keys were not examined."),
    EVICTING_POLICY(Kind.ADVICE, "The maxmemory-policy lets Redis throw jobs away."),
    NO_AOF(Kind.ADVICE, "Redis writes no append-only file: a restart loses what came after the last snapshot."),
    OLD_SERVER(Kind.ADVICE, "The server is older than Redis 7.0, which Baton needs."),
    NO_WAITAOF(Kind.ADVICE, "The server is older than Redis 7.2: an enqueue cannot wait for the disk."),
    CLOCK_SKEW(Kind.ADVICE, "The clocks of this machine and of Redis differ by more than two seconds."),
    MEMORY_NEAR_MAX(Kind.ADVICE, "Redis uses more than nine tenths of its maxmemory."),
    REPLICA_LAG(Kind.ADVICE, "A replica is not online, or was last heard of ten seconds ago or more."),
    LONG_PAUSED(Kind.ADVICE, "The queue has been paused for more than a day."),
    NO_WORKER(Kind.ADVICE, "Jobs wait or are held, and no worker of the queue is alive."),
    NOT_READ(Kind.ADVICE, "Something that the examination could not read or decide.");

    /** Whether it is damage, or only advice that changes no exit code. */
    public enum Kind {
        VIOLATION,
        ADVICE
    }

    private final Kind kind;
    private final String meaning;

    Code(Kind kind, String meaning) {
        this.kind = kind;
        this.meaning = meaning;
    }

    /** As it is written: {@code two-places}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Kind kind() {
        return kind;
    }

    /** One sentence, as in docs/doctor.md. */
    public String meaning() {
        return meaning;
    }
}
