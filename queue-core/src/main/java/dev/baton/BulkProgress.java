package dev.baton;

/**
 * How far a {@link BulkOperation} has come.
 *
 * @param read how many jobs were read
 * @param about how many there were to read when it started, which may have changed since
 * @param matched how many of those read fitted the filter
 * @param changed how many of these were changed
 * @param refused how many of these were not: their status had changed meanwhile, or they want a decision of their own
 * @param stopped whether it was told to stop
 */
public record BulkProgress(long read, long about, long matched, long changed, long refused, boolean stopped) {}
