package dev.baton.bench;

import dev.baton.bench.lab.Trial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * What to measure, how often, and where.
 *
 * @param jobs what the sizes of all trials are made of
 * @param length of the soak
 * @param plots the directory to draw plots into
 */
record BenchSettings(
        Subject subject,
        Optional<String> redis,
        int jobs,
        int rounds,
        Duration length,
        Optional<Path> plots,
        boolean json) {

    /** What is measured in each round. */
    Collection<Trial> trials() {
        return subject.trials(this);
    }
}
