package dev.baton.embedded;

/** Where a server's executable came from. */
public enum BinarySource {
    /** Found on PATH, version 7.0 or later. */
    PATH,
    /** Named by whoever started the server. */
    GIVEN,
    /** The Redis 7.0.15 that this module brings along. */
    BUNDLED
}
