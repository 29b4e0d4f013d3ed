package dev.baton.worker;

import dev.baton.WorkerBuilder.HandlerOptions;
import java.util.ArrayList;
import java.util.List;

/** Which exceptions of a handler are worth another attempt. Classes are compared here, and never travel. */
final class ErrorRules implements HandlerOptions {
    private final List<Class<? extends Throwable>> retryOn = new ArrayList<>();
    private final List<Class<? extends Throwable>> failFastOn = new ArrayList<>();

    @Override
    public HandlerOptions retryOn(Class<? extends Throwable> error) {
        retryOn.add(error);
        return this;
    }

    @Override
    public HandlerOptions failFastOn(Class<? extends Throwable> error) {
        failFastOn.add(error);
        return this;
    }

    boolean worthARetry(Throwable error) {
        if (failFastOn.stream().anyMatch(kind -> kind.isInstance(error))) {
            return false;
        }
        return retryOn.isEmpty() || retryOn.stream().anyMatch(kind -> kind.isInstance(error));
    }
}
