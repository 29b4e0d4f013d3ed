package dev.baton.store;

/**
 * The store did not do, or may not have done, what it was asked. {@link #kind()} tells what the caller can do about it.
 */
public final class StoreException extends RuntimeException {
    /** What happened, by what can be done about it. */
    public enum Kind {
        /** No connection: nothing was sent. Repeat later. */
        UNREACHABLE,
        /** No answer in time, or the connection was lost before it: the effect may have happened. */
        UNKNOWN_EFFECT,
        /** Redis refuses writes, for it is full ({@code maxmemory}). */
        FULL,
        /** Redis is starting, failing over or busy: repeat after a while. */
        NOT_READY,
        /** Wrong password, missing rights, or a key of a foreign type: somebody has to mend it. */
        REFUSED,
        /** The server does not fit: too old, or it may evict keys. */
        UNFIT,
        /** The store was closed: nothing was sent. */
        CLOSED,
        /** The answer did not fit the question. The connection was closed. */
        MISMATCH
    }

    private final Kind kind;

    public StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the effect may have happened all the same. */
    public boolean mayHaveHappened() {
        return kind == Kind.UNKNOWN_EFFECT || kind == Kind.MISMATCH;
    }
}
