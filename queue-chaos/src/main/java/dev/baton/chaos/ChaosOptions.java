package dev.baton.chaos;

import dev.baton.chaos.row.Matrix;
import dev.baton.chaos.row.Row;
import dev.baton.model.Printable;
import dev.baton.worker.program.Options;
import dev.baton.worker.program.Suggestion;
import dev.baton.worker.program.UsageException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The words of the command line. */
@Command(
        name = "baton chaos",
        sortOptions = false,
        description = "Breaks workers, producers, wires and Redis, and lets a checker look for what was lost.",
        footer = {
            "",
            "Without ROW the whole matrix is run. Every run prints its seed, and for each row that failed the command",
            "that runs it again. What this machine cannot inject is told as not run, never as passed."
        })
final class ChaosOptions {
    private static final int HELP_WIDTH = 110;
    private static final Pattern LENGTH = Pattern.compile("([0-9]{1,5})(s|m|h)");
    private static final Duration LONGEST_SOAK = Duration.ofDays(7);

    @Parameters(arity = "0..*", paramLabel = "ROW", description = "Rows by their names, such as F-W5; see --list.")
    private List<String> rows = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "N", description = "Decides what is left to chance; default: at random.")
    private @Nullable String seed;

    @Option(names = "--soak", paramLabel = "TIME", description = "All faults at random for so long: 30s, 30m, 24h.")
    private @Nullable String soak;

    @Option(names = "--sabotage", description = "Runs each row against code that is broken on purpose: it must fail.")
    private boolean sabotage;

    @Option(names = "--list", description = "Shows the rows, what they inject, and the sabotage that makes them fail.")
    private boolean list;

    @Option(names = "--json", description = "One JSON object a row.")
    private boolean json;

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the page of the whole matrix to this file.")
    private @Nullable String report;

    @Option(
            names = {"-h", "--help"},
            description = "Shows this.")
    private boolean help;

    private ChaosOptions() {}

    /** Empty if help was asked for. @throws UsageException in one sentence */
    static Optional<ChaosSettings> parse(String... arguments) {
        var options = new ChaosOptions();
        Options.parse(new CommandLine(options), "is no row: see --list", arguments);
        return options.help ? Optional.empty() : Optional.of(options.settings());
    }

    static String usage() {
        return new CommandLine(new ChaosOptions())
                .setUsageHelpWidth(HELP_WIDTH)
                .getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private ChaosSettings settings() {
        refuse(
                soak != null && (!rows.isEmpty() || sabotage || list || report != null),
                "--soak stands alone, with --seed and --json at most");
        refuse(
                report != null && (!rows.isEmpty() || sabotage || list),
                "--report is the page of the whole matrix: leave out rows, --sabotage and --list");
        return new ChaosSettings(
                rows.isEmpty()
                        ? Matrix.rows()
                        : rows.stream().map(ChaosOptions::row).toList(),
                rows.isEmpty(),
                seed(),
                Optional.ofNullable(soak).map(ChaosOptions::length),
                list,
                sabotage,
                json,
                Optional.ofNullable(report).map(ChaosOptions::file));
    }

    private static void refuse(boolean wrong, String sentence) {
        if (wrong) {
            throw new UsageException(sentence);
        }
    }

    private static Row row(String name) {
        String why = Matrix.NOT_THERE.get(name.toUpperCase(Locale.ROOT));
        if (why != null) {
            throw new UsageException("The row " + Printable.quote(name) + " cannot be run: " + why);
        }
        List<String> known = Matrix.rows().stream().map(Row::id).toList();
        return Matrix.find(name)
                .orElseThrow(() -> new UsageException(
                        "There is no row " + Printable.quote(name) + Suggestion.ending(name, known, "; see --list")));
    }

    private long seed() {
        if (seed == null) {
            return ThreadLocalRandom.current().nextInt(1, 1_000_000);
        }
        try {
            return Long.parseLong(seed);
        } catch (NumberFormatException e) {
            throw new UsageException("--seed " + Printable.quote(seed) + " is no whole number", e);
        }
    }

    private static Duration length(String text) {
        Matcher words = LENGTH.matcher(text);
        if (words.matches()) {
            long number = Long.parseLong(words.group(1));
            Duration length = switch (words.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
            if (length.compareTo(Duration.ofSeconds(10)) >= 0 && length.compareTo(LONGEST_SOAK) <= 0) {
                return length;
            }
        }
        throw new UsageException("--soak " + Printable.quote(text) + " is not allowed: use 10s to 7 days, such as 30m");
    }

    private static Path file(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new UsageException("--report " + Printable.quote(name) + " is no name of a file", e);
        }
    }
}
