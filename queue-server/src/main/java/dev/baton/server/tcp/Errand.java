package dev.baton.server.tcp;

import java.util.concurrent.CompletableFuture;

/** A request under way. Thread-safe. */
interface Errand {
    /** What to tell the client; never fails with anything but what {@link Refusals} can put into words. */
    CompletableFuture<Answer> answer();

    /** The client will send nothing more: it gets its answer, but is not waited for. */
    default void hurry() {}

    /** The client is gone. What was not claimed yet shall not be. */
    default void giveUp() {}

    /** One that nothing can stop. */
    static Errand of(CompletableFuture<Answer> answer) {
        return () -> answer;
    }

    static Errand done(Answer answer) {
        return of(CompletableFuture.completedFuture(answer));
    }
}
