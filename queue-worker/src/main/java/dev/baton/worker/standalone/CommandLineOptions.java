package dev.baton.worker.standalone;

import dev.baton.worker.program.Options;
import dev.baton.worker.standalone.GivenSettings.Given;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of one call: those of {@link Setting}, and the three that stand only on the command line. */
final class CommandLineOptions {
    private static final String CONFIG = "--config";
    private static final String HELP = "--help";
    private static final String VERSION = "--version";

    private final ParseResult parsed;

    private CommandLineOptions(ParseResult parsed) {
        this.parsed = parsed;
    }

    /** @throws dev.baton.worker.program.UsageException for an option that there is not, stands twice or has no value, or a stray word */
    static CommandLineOptions parse(String... arguments) {
        return new CommandLineOptions(
                Options.parse(commandLine(), "stands alone: every setting is an option, see --help", arguments));
    }

    static String usage() {
        return commandLine().getUsageMessage(Help.Ansi.OFF);
    }

    boolean asksForHelp() {
        return parsed.hasMatchedOption(HELP);
    }

    boolean asksForVersion() {
        return parsed.hasMatchedOption(VERSION);
    }

    boolean debug() {
        return parsed.hasMatchedOption(Setting.DEBUG.option());
    }

    Optional<String> config() {
        return Optional.ofNullable(parsed.matchedOption(CONFIG))
                .map(option -> option.stringValues().get(0));
    }

    GivenSettings settings() {
        var given = new EnumMap<Setting, Given>(Setting.class);
        for (Setting setting : Setting.values()) {
            var option = parsed.matchedOption(setting.option());
            if (option != null) {
                given.put(setting, new Given(values(setting, option), setting.option()));
            }
        }
        return GivenSettings.of(given);
    }

    private static List<String> values(Setting setting, OptionSpec option) {
        if (setting.kind() == Setting.Kind.FLAG) {
            return List.of(String.valueOf(option.<Object>getValue()));
        }
        return option.stringValues();
    }

    private static CommandLine commandLine() {
        var spec = CommandSpec.create().name("baton worker");
        spec.usageMessage()
                .description("Works on queues: claims jobs from Redis, has them done, and records how they ended.")
                .optionListHeading("%n")
                .sortOptions(false)
                .footer(
                        "%nEvery option is also an environment variable (BATON_MAX_CRASHES) and a key of the settings"
                                + " file (max-crashes). An option beats the environment, which beats the file.",
                        "Times are written 500ms, 10s, 2m, 1h or PT10S.",
                        "Exit codes: 0 stopped as asked, 1 failure, 2 wrong usage.");
        for (Setting setting : Setting.values()) {
            spec.addOption(option(setting));
        }
        spec.addOption(OptionSpec.builder(CONFIG)
                .paramLabel("FILE")
                .type(String.class)
                .description("YAML file of settings; also BATON_CONFIG.")
                .build());
        spec.addOption(OptionSpec.builder("-h", HELP)
                .usageHelp(true)
                .description("Print this and exit.")
                .build());
        spec.addOption(OptionSpec.builder("-V", VERSION)
                .versionHelp(true)
                .description("Print the version and exit.")
                .build());
        // A payload's or a person's @ is no file of arguments.
        return new CommandLine(spec).setExpandAtFiles(false).setUsageHelpWidth(100);
    }

    private static OptionSpec option(Setting setting) {
        var option = OptionSpec.builder(setting.option()).description(setting.description());
        return switch (setting.kind()) {
            case TEXT -> option.type(String.class).paramLabel(setting.label()).build();
            case TEXT_OR_NOTHING ->
                option.type(String.class)
                        .paramLabel(setting.label())
                        .arity("0..1")
                        .fallbackValue(Setting.WHEN_ALONE)
                        .build();
            case LIST ->
                option.type(List.class)
                        .auxiliaryTypes(String.class)
                        .paramLabel(setting.label())
                        .arity("1")
                        .build();
            case FLAG -> option.type(boolean.class).arity("0").build();
        };
    }
}
