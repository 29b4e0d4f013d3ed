package dev.baton.simulation;

/** A rule of the protocol left out on purpose, to show that the simulation would find it. */
public enum Mistake {
    /** An outcome is matched by the id in the worker's list, whatever its nonce. */
    OUTCOME_WITHOUT_NONCE,
    /** Nonce and fence come from a counter in Redis, which a rollback winds back. */
    COUNTER_NONCE,
    /** A refused outcome is said again of whatever the same worker holds of that job by now. */
    REFUSED_OUTCOME_RESENT,
    /** A live worker does not adopt what it finds in its lists. */
    NO_ADOPTION,
    /** What BLMOVE brought is registered, though its id may have left the list. */
    UNLISTED_ID_REGISTERED,
    /** A worker forgets what it has ended, and of two adoptions that overlap the later brings that once more. */
    ENDED_FORGOTTEN,
    /** A worker adopts entries of a claim whose answer is still on its way. */
    CLAIM_IN_FLIGHT_ADOPTED,
    /** A claim whose answer was lost is sent again, as it was. */
    CLAIM_REPEATED,
    /** Claims of an incarnation that has expired are served. */
    EXPIRED_CLAIMS_SERVED,
    /** A worker counts as lost what a heartbeat's answer does not show, though it came after the heartbeat was sent. */
    LOST_BY_OLD_ANSWER,
    /** A cancelled job is made pending again while its id may still stand somewhere. */
    CANCELLED_ID_PUSHED,
    /** A job that may be started only once goes back to pending when its worker has died, as if nobody had claimed it. */
    ONCE_SALVAGED,
    /** A worker judges a job that may be started only once like any other. */
    ONCE_FOR_ANY
}
