package dev.baton;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * For work of many calls one after the other: each step starts the next, and all end one future. Chains of dependent futures
 * would grow with each step.
 */
final class Steps {
    private Steps() {}

    /** Goes on with an answer; a failure of the answer or of the step is that of the whole. */
    static <T> void then(CompletableFuture<T> answer, CompletableFuture<?> whole, Consumer<T> step) {
        answer.whenComplete((value, failure) -> {
            try {
                if (failure != null) {
                    whole.completeExceptionally(Callbacks.cause(failure));
                } else {
                    step.accept(value);
                }
            } catch (RuntimeException | Error e) {
                whole.completeExceptionally(e);
            }
        });
    }
}
