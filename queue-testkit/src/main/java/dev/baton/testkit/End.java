package dev.baton.testkit;

/** How a {@link FaultProxy} ends a client's connection. */
public enum End {
    /** In good order, as a peer that closes: the client reads the end of the stream. */
    FIN,
    /** By a reset, as a peer that crashed: the client gets an error. */
    RST
}
