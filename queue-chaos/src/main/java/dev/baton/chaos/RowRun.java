package dev.baton.chaos;

import dev.baton.chaos.Result.Verdict;
import dev.baton.chaos.check.Invariant;
import dev.baton.chaos.check.Violation;
import dev.baton.chaos.row.Row;
import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.NotPossible;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.scene.Stuck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs a row once, on a scene of its own in a new directory, which is kept if the row failed. */
public final class RowRun {
    private final Row row;
    private final long seed;
    private final Optional<Sabotage> sabotage;

    private RowRun(Row row, long seed, Optional<Sabotage> sabotage) {
        this.row = row;
        this.seed = seed;
        this.sabotage = sabotage;
    }

    public static Result of(Row row, long seed) throws InterruptedException {
        return new RowRun(row, seed, Optional.empty()).run();
    }

    /** With the code sabotaged as the row says; a row that passes then is blind. */
    public static Result sabotaged(Row row, long seed) throws InterruptedException {
        return new RowRun(row, seed, Optional.of(row.sabotage())).run();
    }

    private Result run() throws InterruptedException {
        long began = System.nanoTime();
        Path directory = newDirectory();
        var violations = new ArrayList<Violation>();
        var stuck = new ArrayList<Violation>();
        var remarks = new ArrayList<String>();
        Verdict verdict = Verdict.PASSED;
        try (var scene = new Scene(directory, seed, sabotage)) {
            try {
                row.trial().run(scene);
            } catch (Stuck e) {
                stuck.add(new Violation(e.invariant(), String.valueOf(e.getMessage())));
            } finally {
                // What the keys and logs show says more than that something did not come.
                violations.addAll(scene.violations());
                violations.addAll(stuck);
                remarks.addAll(scene.remarks());
            }
        } catch (NotPossible e) {
            verdict = Verdict.NOT_RUN;
            remarks.add(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            verdict = Verdict.BROKE;
            violations.add(new Violation(Invariant.I9, "the row itself broke: " + e));
        }
        if (violations.isEmpty()) {
            remove(directory);
        } else if (verdict != Verdict.BROKE) {
            verdict = Verdict.FAILED;
        }
        return new Result(
                row,
                verdict,
                seed,
                (System.nanoTime() - began) / 1e9,
                List.copyOf(violations),
                List.copyOf(remarks),
                directory);
    }

    private Path newDirectory() {
        try {
            return Files.createTempDirectory("baton-chaos-" + row.id() + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
