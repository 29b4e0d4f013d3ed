package dev.baton.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a server is started with, every time it is started; only the port is not decided here. */
record RedisServerSettings(
        RedisBinary binary,
        @Nullable Path sentinel,
        DataDirectory directory,
        @Nullable String password,
        Map<String, List<String>> options,
        Duration startTimeout) {

    List<String> commandLine(int port) {
        var words = new ArrayList<>(List.of(binary.path().toString()));
        if (sentinel != null) {
            words.addAll(List.of(sentinel.toString(), "--sentinel"));
        }
        words.addAll(List.of("--bind", "127.0.0.1", "--port", Integer.toString(port)));
        words.addAll(List.of("--dir", directory.path().toString(), "--daemonize", "no"));
        if (directory.isKept()) {
            words.addAll(List.of(
                    "--appendonly", "yes", "--pidfile", directory.pidFile().toString()));
        }
        // The AOF keeps everything; snapshots beside it would only cost forks.
        if (sentinel == null) {
            words.addAll(List.of("--save", ""));
        }
        if (password != null) {
            words.addAll(List.of("--requirepass", password));
        }
        options.forEach((name, values) -> {
            words.add("--" + name);
            words.addAll(values);
        });
        return words;
    }

    String scratch() {
        return directory.isKept() ? "" : directory.path().toString();
    }
}
