package dev.baton.testkit;

/** Which way through a {@link FaultProxy}. */
public enum Direction {
    /** From the client to Redis. */
    REQUESTS,
    /** From Redis to the client. */
    REPLIES,
    BOTH;

    boolean includes(Direction oneWay) {
        return this == BOTH || this == oneWay;
    }
}
