package dev.baton.worker.standalone;

import dev.baton.model.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A JVM with a small heap that runs one command and prints how long its result is. */
final class FloodedHandler {
    private FloodedHandler() {}

    public static void main(String[] arguments) throws Exception {
        var command = ExecCommand.parse("sh -c " + '\'' + arguments[0] + '\'');
        try (var handler = new ExecHandler(command, Map.copyOf(System.getenv()))) {
            var outcome = handler.handle("{}".getBytes(StandardCharsets.UTF_8), JobFacts.ofType("flood"));
            byte[] result = outcome instanceof Outcome.Done<byte[]> done ? done.result() : null;
            System.out.println(result == null ? outcome.toString() : "result of " + result.length);
        }
    }
}
