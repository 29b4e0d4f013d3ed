package dev.baton;

import dev.baton.model.Outcome;

/** A handler that says how its claim ends: done, again after a while, snoozed, cancelled or dead. It may throw too. */
@FunctionalInterface
public interface OutcomeHandler<P, R> {
    Outcome<R> handle(P payload, JobContext context) throws Exception;
}
