package dev.baton.bench;

import dev.baton.model.Printable;
import dev.baton.worker.program.Options;
import dev.baton.worker.program.UsageException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The words of the command line. */
@Command(
        name = "baton bench",
        sortOptions = false,
        description = "Measures the queue on this machine, beside what Redis alone does here.",
        footer = {
            "",
            "Without --redis it starts a Redis in memory: a redis-server or valkey-server on PATH, else the one",
            "that comes along, which is slower. A ratio is the figure divided by its limit in the same run:",
            "pipelines of 64 plain commands, as a naive queue would need them. Only ratios mean much elsewhere."
        })
final class BenchOptions {
    private static final int HELP_WIDTH = 110;
    private static final WholeNumber JOBS = new WholeNumber("--jobs", 1_000, 2_000_000, 200_000);
    private static final WholeNumber ROUNDS = new WholeNumber("--rounds", 1, 100, 3);
    private static final WholeNumber MINUTES = new WholeNumber("--minutes", 1, 1_440, 30);

    @Parameters(arity = "0..1", paramLabel = "WHAT", description = "drain (the default), or another of those below.")
    private String what = Subject.DRAIN.word();

    @Option(
            names = "--redis",
            paramLabel = "URI",
            description = "A Redis that is there already: queues of the run's own are made on it and removed again.")
    private @Nullable String redis;

    // Numbers are read as words, for their refusal is to be a sentence of ours.
    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "The N of what is below: 1000 to 2000000; default 200000.")
    private @Nullable String jobs;

    @Option(names = "--rounds", paramLabel = "N", description = "1 to 100; default 3.")
    private @Nullable String rounds;

    @Option(names = "--minutes", paramLabel = "N", description = "How long soak takes: 1 to 1440; default 30.")
    private @Nullable String minutes;

    @Option(
            names = "--plots",
            paramLabel = "DIR",
            description = "Draws what curves measures, as two SVG files in this directory.")
    private @Nullable String plots;

    @Option(
            names = "--json",
            description = "One JSON object a line: name, unit, median, min, max, rounds, limit, ratio, settings.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            description = "Shows this.")
    private boolean help;

    private BenchOptions() {}

    /** Empty if help was asked for. @throws UsageException in one sentence */
    static Optional<BenchSettings> parse(String... arguments) {
        BenchOptions options = new BenchOptions();
        options.read(arguments);
        return options.help ? Optional.empty() : Optional.of(options.settings());
    }

    static String usage() {
        CommandLine line = new CommandLine(new BenchOptions());
        var message = line.getCommandSpec().usageMessage();
        Stream<String> subjects = Stream.concat(Stream.of(""), Subject.help().stream());
        message.footer(Stream.concat(subjects, Stream.of(message.footer())).toArray(String[]::new));
        return line.setUsageHelpWidth(HELP_WIDTH).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private void read(String... arguments) {
        try {
            Options.parse(
                    new CommandLine(this), "stands alone: say once what to measure, " + Subject.words(), arguments);
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
    }

    private BenchSettings settings() {
        Subject subject = Subject.of(what);
        boolean soak = subject == Subject.SOAK;
        requireThat(soak, minutes, "--minutes is the length of soak: say soak, or leave it out");
        requireThat(!soak, jobs, "--jobs has no say in soak, which goes by --minutes: leave it out");
        requireThat(!soak, rounds, "--rounds has no say in soak, which is measured once: leave it out");
        requireThat(
                subject == Subject.CURVES, plots, "--plots draws what curves measures: say curves, or leave it out");
        return new BenchSettings(
                subject,
                Optional.ofNullable(redis),
                JOBS.read(jobs),
                ROUNDS.read(rounds),
                Duration.ofMinutes(MINUTES.read(minutes)),
                Optional.ofNullable(plots).map(BenchOptions::directory),
                json);
    }

    private static void requireThat(boolean fits, @Nullable String value, String otherwise) {
        if (value != null && !fits) {
            throw new UsageException(otherwise);
        }
    }

    private static Path directory(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new UsageException("--plots " + Printable.quote(name) + " is no name of a directory", e);
        }
    }
}
