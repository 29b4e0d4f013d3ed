package dev.baton.chaos.worker;

/** Where a worker can be made to halt, in the order in which a job passes. */
public enum Point {
    /** BLMOVE was executed, and its answer did not arrive: the bare id stands in the worker's list. */
    MOVED,
    /** A heartbeat showed the bare id that BLMOVE brought, and its adoption was not sent. */
    ADOPTING,
    /** The claim was executed, and its answer did not arrive. */
    CLAIMED,
    /** The claim's answer has arrived, and its handler has not begun. */
    STARTING,
    /** In the handler, before its effect. */
    HANDLING,
    /** In the handler, after its effect. */
    EFFECTED,
    /** The handler has returned, and the completion was not sent. */
    COMPLETING,
    /** The completion was executed, and its answer did not arrive. */
    COMPLETED,
    /** The handler has failed, and the retry was not sent. */
    RETRYING,
    /** The retry was executed, and its answer did not arrive. */
    RETRIED,
    /** The handler was interrupted by the worker's end, and the release was not sent. */
    RELEASING,
    /** The release was executed, and its answer did not arrive. */
    RELEASED,
    /** The burial of the job was not sent. */
    BURYING,
    /** The burial was executed, and its answer did not arrive. */
    BURIED
}
