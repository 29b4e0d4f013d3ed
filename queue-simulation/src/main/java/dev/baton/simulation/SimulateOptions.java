package dev.baton.simulation;

import dev.baton.model.Printable;
import dev.baton.worker.program.Options;
import dev.baton.worker.program.UsageException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The words of the command line. */
@Command(
        name = "baton simulate",
        sortOptions = false,
        description = {
            "Runs the worker's own code on a model of Redis, one step at a time on one thread, with every fault that a",
            "seed picks, and checks after each step that no job is lost, doubled or in two hands."
        },
        footer = {"", "The exit code is 1 if an invariant broke; the schedule is then shrunk and printed as a trace."})
final class SimulateOptions {
    private static final int MOST_MINUTES = 1_440;

    // Numbers are read as words, for their refusal is to be a sentence of ours.
    @Option(names = "--minutes", paramLabel = "N", description = "How long: 1 to 1440; default 1.")
    private @Nullable String minutes;

    @Option(names = "--seed", paramLabel = "S", description = "A whole number; default a fresh one, which is printed.")
    private @Nullable String seed;

    @Option(
            names = "--mistake",
            paramLabel = "RULE",
            description = "Leaves a rule of the protocol out, to see that it is found; see docs/simulation.md.")
    private @Nullable String mistake;

    @Option(names = "--replay", paramLabel = "FILE", description = "Replays a trace, and tells it.")
    private @Nullable String trace;

    @Option(
            names = {"-h", "--help"},
            description = "Shows this.")
    private boolean help;

    private Duration time = Duration.ofMinutes(1);
    private long start;
    private Set<Mistake> mistakes = Set.of();
    private Optional<Path> file = Optional.empty();

    private SimulateOptions() {}

    /** Empty if help was asked for. @throws UsageException in one sentence */
    static Optional<SimulateOptions> parse(String... arguments) {
        SimulateOptions options = new SimulateOptions();
        try {
            Options.parse(new CommandLine(options), "stands alone: baton simulate takes options only", arguments);
        } catch (UsageException e) {
            if (e.getCause() instanceof MissingParameterException missing
                    && !missing.getMissing().isEmpty()
                    && missing.getMissing().get(0) instanceof OptionSpec option) {
                throw new UsageException(
                        "The option " + option.longestName() + " has no value: say " + option.longestName() + " "
                                + option.paramLabel(),
                        e);
            }
            throw e;
        }
        if (options.help) {
            return Optional.empty();
        }
        options.read();
        return Optional.of(options);
    }

    static String usage() {
        return new CommandLine(new SimulateOptions()).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private void read() {
        if (minutes != null) {
            long read = number("--minutes", minutes);
            if (read < 1 || read > MOST_MINUTES) {
                throw new UsageException("--minutes " + read + " is not allowed: use 1 to " + MOST_MINUTES);
            }
            time = Duration.ofMinutes(read);
        }
        start = seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : number("--seed", seed);
        if (mistake != null) {
            mistakes = EnumSet.of(mistake(mistake));
        }
        if (trace != null) {
            try {
                file = Optional.of(Path.of(trace));
            } catch (InvalidPathException e) {
                throw new UsageException("--replay " + Printable.quote(trace) + " is no name of a file", e);
            }
        }
    }

    private static long number(String option, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new UsageException(option + " " + Printable.quote(value) + " is no whole number", e);
        }
    }

    private static Mistake mistake(String word) {
        return Stream.of(Mistake.values())
                .filter(one -> word(one).equals(word))
                .findFirst()
                .orElseThrow(() -> new UsageException("There is no mistake " + Printable.quote(word) + ": use one of "
                        + Stream.of(Mistake.values()).map(SimulateOptions::word).collect(Collectors.joining(", "))));
    }

    private static String word(Mistake mistake) {
        return mistake.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Duration time() {
        return time;
    }

    long seed() {
        return start;
    }

    Set<Mistake> mistakes() {
        return mistakes;
    }

    Optional<Path> trace() {
        return file;
    }
}
