package dev.baton;

import dev.baton.model.Outcome;

/** Handles jobs of any type, as the bytes they travel in. */
@FunctionalInterface
public interface RawHandler {
    /**
     * @param payload the payload's JSON, UTF-8
     * @return the outcome; a {@link Outcome.Done} result must be JSON, UTF-8, or null
     */
    Outcome<byte[]> handle(byte[] payload, JobContext context) throws Exception;
}
