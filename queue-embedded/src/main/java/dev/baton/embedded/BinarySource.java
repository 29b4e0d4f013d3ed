package dev.baton.embedded;

/** Where a server's executable came from. */
public enum BinarySource {
    /** Found on PATH, version 7.0 or later. */
    PATH,
    /** The Redis 7.0.15 that this module brings along. */
    BUNDLED
}
