package dev.baton.chaos;

import dev.baton.chaos.row.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a call of {@code ./baton chaos} is to do.
 *
 * @param rows in their order
 * @param whole whether these are all rows of the matrix
 * @param soak how long all faults are to come at random, instead of rows
 * @param report where the page is written
 */
record ChaosSettings(
        List<Row> rows,
        boolean whole,
        long seed,
        Optional<Duration> soak,
        boolean list,
        boolean sabotage,
        boolean json,
        Optional<Path> report) {}
