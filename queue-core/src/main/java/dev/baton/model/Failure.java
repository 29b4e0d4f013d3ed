package dev.baton.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one failed attempt left behind, for people. Nothing is ever decided by it, and no class is loaded by its name.
 *
 * @param attempt the attempt, from 1
 * @param at when it failed, by the worker's clock
 * @param error the error's kind: the simple or full name of the exception, or a word such as {@code timeout},
 *     {@code malformed}, {@code poison}, {@code deadline}
 * @param message one line or more, at most 4 KiB are kept
 * @param stack the stack trace, at most 8 KiB are kept; empty if there is none
 * @param worker the worker incarnation that ran it; empty for a remote consumer
 * @param claimedAt when the attempt had been claimed, by the clock of Redis; null if that was not noted
 */
public record Failure(
        int attempt,
        Instant at,
        String error,
        String message,
        String stack,
        String worker,
        @Nullable Instant claimedAt) {}
