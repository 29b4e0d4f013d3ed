package dev.baton.worker.standalone;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call of the command, with the environment of the test's choice; instead of working it keeps the settings. */
final class Call {
    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private @Nullable WorkerSettings settings;
    private int exitCode = -1;

    static Call of(String... arguments) {
        return new Call().run(arguments);
    }

    Call with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Call run(String... arguments) {
        var command = new WorkerCommand(
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                seen -> settings = seen);
        exitCode = command.run(arguments);
        return this;
    }

    int exitCode() {
        return exitCode;
    }

    WorkerSettings settings() {
        return Objects.requireNonNull(settings, () -> "refused: " + err());
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
