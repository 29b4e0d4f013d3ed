package dev.baton.tools;

import dev.baton.model.Printable;
import dev.baton.model.Retention;
import dev.baton.worker.program.Options;
import dev.baton.worker.program.UsageException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The words behind {@code ./baton doctor}. */
@Command(
        name = "baton doctor",
        sortOptions = false,
        description = "Looks for damage in the queues of a Redis, from outside, by the documented keys alone.",
        optionListHeading = "%n",
        footer = {
            "",
            "It may run while producers and workers are at work. Without --fix it writes nothing.",
            "Exit codes: 0 no violation (with --fix: none is left that it found), 1 violations, or a failure,",
            "2 wrong usage. Advice changes no exit code. What the words mean: docs/doctor.md."
        })
final class DoctorOptions {
    @Option(
            names = "--redis",
            paramLabel = "URI",
            description = "redis://, rediss://, redis-sentinel:// or redis+cluster://; needed.")
    private @Nullable String redis;

    @Option(names = "--queue", paramLabel = "Q", description = "Only this queue; all queues without it.")
    private @Nullable String queue;

    @Option(
            names = "--json",
            description = "One JSON object a line: findings, repairs, at the end a summary or an error.")
    private boolean json;

    @Option(names = "--fix", description = "Mends what is safe, each after another look, and says what it did.")
    private boolean fix;

    @Option(
            names = "--retention-age",
            paramLabel = "TIME",
            description = "How long workers were told to keep finished jobs: 36h, 7d or PT36H; default 24h.")
    private @Nullable String retentionAge;

    @Option(
            names = "--retention-count",
            paramLabel = "N",
            description = "How many finished jobs they were told to keep; default 100000.")
    private @Nullable String retentionCount;

    @Option(
            names = {"-h", "--help"},
            description = "Print this and exit.")
    private boolean help;

    private DoctorOptions() {}

    /** @throws UsageException in one sentence */
    static DoctorOptions parse(String... arguments) {
        DoctorOptions options = new DoctorOptions();
        try {
            Options.parse(line(options), "stands alone: everything is an option, see --help", arguments);
        } catch (UsageException e) {
            if (e.getCause() instanceof MissingParameterException missing
                    && !missing.getMissing().isEmpty()
                    && missing.getMissing().get(0) instanceof OptionSpec option) {
                String name = option.longestName();
                throw new UsageException(
                        "The option " + name + " has no value: say " + name + " " + option.paramLabel(), e);
            }
            throw e;
        }
        return options;
    }

    static String usage() {
        return line(new DoctorOptions()).setUsageHelpWidth(110).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private static CommandLine line(DoctorOptions options) {
        // A password's @ is no file of arguments.
        return new CommandLine(options).setExpandAtFiles(false);
    }

    boolean asksForHelp() {
        return help;
    }

    boolean json() {
        return json;
    }

    boolean fix() {
        return fix;
    }

    String redis() {
        if (redis == null) {
            throw new UsageException("It is not said which Redis: say --redis redis://host:port");
        }
        return redis;
    }

    Optional<String> queue() {
        return Optional.ofNullable(queue);
    }

    Retention retention() {
        Retention usual = Retention.DEFAULT;
        try {
            return new Retention(
                    retentionAge == null ? usual.age() : age(retentionAge),
                    retentionCount == null ? usual.count() : Integer.parseInt(retentionCount),
                    // Whoever keeps more jobs keeps more bytes, and there is no option for them.
                    retentionAge == null && retentionCount == null ? usual.bytes() : Long.MAX_VALUE,
                    usual.deadAge());
        } catch (NumberFormatException e) {
            throw new UsageException(
                    "--retention-count " + Printable.quote(String.valueOf(retentionCount)) + " is not allowed: use 0 to"
                            + " 10000000",
                    e);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Duration age(String text) {
        try {
            if (text.matches("\\d{1,6}[smhd]")) {
                String upper = text.toUpperCase(Locale.ROOT);
                return Duration.parse(upper.endsWith("D") ? "P" + upper : "PT" + upper);
            }
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new UsageException(
                    "--retention-age " + Printable.quote(text) + " is not allowed: use a time such as 36h, 7d or PT36H",
                    e);
        }
    }
}
