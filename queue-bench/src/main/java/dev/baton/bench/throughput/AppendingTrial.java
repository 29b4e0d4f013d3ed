package dev.baton.bench.throughput;

import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Another trial on a Redis beside the lab's own, which appends every write to a file and syncs it each second ({@code
 * appendonly yes}, {@code appendfsync everysec}).
 */
public final class AppendingTrial implements Trial {
    private final Trial trial;

    public AppendingTrial(Trial trial) {
        this.trial = trial;
    }

    @Override
    public String name() {
        return trial.name() + ", append-only file on";
    }

    @Override
    public void run(Lab lab, Readings readings) throws Exception {
        Path directory = Files.createTempDirectory("baton-bench-aof");
        try (Lab appending = Lab.appending(directory)) {
            trial.run(appending, readings);
        } finally {
            remove(directory);
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
