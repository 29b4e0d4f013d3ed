package dev.baton.tools;

import dev.baton.JobFilter;
import dev.baton.model.Grammar;
import dev.baton.worker.program.Options;
import dev.baton.worker.program.UsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The words behind the commands about a queue and its jobs. */
@Command(sortOptions = false, parameterListHeading = "%n", optionListHeading = "%n")
final class QueueOptions {
    static final String REDIS_VARIABLE = "BATON_REDIS";
    private static final String USUAL_REDIS = "redis://127.0.0.1:6379";

    @Parameters(index = "0", arity = "0..1", paramLabel = "QUEUE", description = "The queue.")
    private @Nullable String queue;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ID", description = "Ids of jobs.")
    private @Nullable List<String> ids;

    @Option(
            names = "--redis",
            paramLabel = "URI",
            description =
                    "redis://, rediss://, redis-sentinel:// or redis+cluster://; default: the environment variable "
                            + REDIS_VARIABLE + ", or " + USUAL_REDIS + ".")
    private @Nullable String redis;

    @Option(names = "--state", paramLabel = "STATE", description = "Instead of ids: all jobs in this status.")
    private @Nullable String state;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only jobs of this type.")
    private @Nullable String type;

    @Option(names = "--tag", paramLabel = "TAG", description = "Only jobs with this tag.")
    private @Nullable String tag;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only jobs enqueued then or later: 2026-11-28T12:00:00Z.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only jobs enqueued before.")
    private @Nullable String until;

    @Option(names = "--text", paramLabel = "TEXT", description = "Only jobs with this text in id, payload or error.")
    private @Nullable String text;

    @Option(
            names = "--error",
            paramLabel = "KIND",
            description = "Only jobs whose last attempt failed with this kind of error.")
    private @Nullable String error;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            description = "Print this and exit.")
    private boolean help;

    private QueueOptions() {}

    /** @throws UsageException in one sentence */
    static QueueOptions parse(QueueTool.Verb verb, String... arguments) {
        QueueOptions options = new QueueOptions();
        Options.parse(line(options, verb), "has no place here, see --help", arguments);
        return options;
    }

    static String usage(QueueTool.Verb verb) {
        return line(new QueueOptions(), verb).setUsageHelpWidth(110).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private static CommandLine line(QueueOptions options, QueueTool.Verb verb) {
        CommandLine line = new CommandLine(options).setExpandAtFiles(false);
        line.getCommandSpec().name("baton " + verb.word());
        line.getCommandSpec().usageMessage().description(verb.summary(), "").footer("", verb.exits());
        if (!verb.takesFilter()) {
            for (String word : JobFilter.WORDS) {
                line.getCommandSpec().remove(line.getCommandSpec().findOption("--" + word));
            }
        }
        if (!verb.takesIds()) {
            line.getCommandSpec()
                    .remove(line.getCommandSpec().positionalParameters().get(1));
        }
        return line;
    }

    boolean asksForHelp() {
        return help;
    }

    boolean json() {
        return json;
    }

    String queue() {
        if (queue == null) {
            throw new UsageException("It is not said which queue: name it first");
        }
        return Grammar.requireQueueName(queue);
    }

    List<String> ids() {
        List<String> given = ids == null ? List.of() : ids;
        given.forEach(Grammar::requireJobId);
        return given;
    }

    /** What was said of a filter; empty if nothing was. */
    Map<String, String> filter() {
        Map<String, String> words = new LinkedHashMap<>();
        put(words, "state", state);
        put(words, "type", type);
        put(words, "tag", tag);
        put(words, "since", since);
        put(words, "until", until);
        put(words, "text", text);
        put(words, "error", error);
        return words;
    }

    private static void put(Map<String, String> words, String word, @Nullable String value) {
        if (value != null) {
            words.put(word, value);
        }
    }

    String redis(Map<String, String> environment) {
        return redis != null ? redis : environment.getOrDefault(REDIS_VARIABLE, USUAL_REDIS);
    }
}
