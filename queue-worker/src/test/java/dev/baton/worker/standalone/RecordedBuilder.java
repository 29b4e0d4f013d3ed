package dev.baton.worker.standalone;

import dev.baton.WorkerBuilder;
import java.lang.reflect.Proxy;
import java.util.List;

/** A builder that notes what is called, for a worker that is never started. */
final class RecordedBuilder {
    private RecordedBuilder() {}

    static WorkerBuilder into(List<String> calls) {
        return (WorkerBuilder) Proxy.newProxyInstance(
                RecordedBuilder.class.getClassLoader(),
                new Class<?>[] {WorkerBuilder.class},
                (self, method, arguments) -> {
                    calls.add(method.getName() + " " + arguments[0]);
                    return self;
                });
    }
}
