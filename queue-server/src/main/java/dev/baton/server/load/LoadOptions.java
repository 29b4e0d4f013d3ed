package dev.baton.server.load;

import dev.baton.model.Grammar;
import dev.baton.server.tcp.TcpSettings;
import dev.baton.server.tls.ClientTls;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.HostPort;
import dev.baton.worker.program.OptionText;
import dev.baton.worker.program.Options;
import dev.baton.worker.program.Suggestion;
import dev.baton.worker.program.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The words behind {@code ./baton load}. */
@Command(
        name = "baton load",
        sortOptions = false,
        description =
                "Has many clients enqueue, claim and complete jobs, over the library, REST or TCP, and counts what became"
                        + " of every job.",
        optionListHeading = "%n",
        footer = {
            "",
            "A key is read from the file of --key-file, or from BATON_KEY.",
            "Exit codes: 0 if every job was claimed and completed once; 1 if not, or a client failed; 2 for wrong usage.",
            "Each client of a door needs a file descriptor here and one at the door: see ulimit -n."
        })
final class LoadOptions {
    private static final int MOST_JOBS = 10_000_000;
    private static final int REST_PORT = 8080;
    /** As many connections as the HTTP door takes. */
    private static final int MOST_REST_CLIENTS = 2000;

    private static final String KEY_VARIABLE = "BATON_KEY";

    @Option(names = "--over", paramLabel = "WAY", description = "library, rest or tcp; default tcp.")
    private @Nullable String over;

    @Option(
            names = "--at",
            paramLabel = "HOST:PORT",
            description = "Where the door is; default 127.0.0.1:5555 for tcp, 127.0.0.1:8080 for rest.")
    private @Nullable String at;

    @Option(
            names = "--redis",
            paramLabel = "URI",
            description = "The Redis of --over library; without it one is started, in memory.")
    private @Nullable String redis;

    @Option(
            names = "--clients",
            paramLabel = "N",
            description = "How many at once, 1 to 50000 (rest: 2000); default 50.")
    private @Nullable String clients;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "How many jobs in all, 1 to 10000000; default 100000, or without end if --seconds is given.")
    private @Nullable String jobs;

    @Option(names = "--seconds", paramLabel = "N", description = "Begin no job after so many, 1 to 86400.")
    private @Nullable String seconds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "How many jobs to begin a second, 1 to 1000000; as many as there can be without it.")
    private @Nullable String rate;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            description =
                    "Give up, and count the rest as lost, when nothing happens for so long, 1s to 1h; default 90s.")
    private @Nullable String patience;

    @Option(names = "--queue", paramLabel = "NAME", description = "An unused queue; default a new name.")
    private @Nullable String queue;

    @Option(names = "--key-file", paramLabel = "FILE", description = "The file whose first line is the API key.")
    private @Nullable String keyFile;

    @Option(names = "--tls", description = "Speak TLS, and trust the authorities that this Java trusts.")
    private boolean tls;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Speak TLS, and trust the certificates of this PEM file instead.")
    private @Nullable String authorities;

    @Option(names = "--json", description = "Print one JSON object, and no bar.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            description = "Print this and exit.")
    private boolean help;

    private LoadOptions() {}

    /** @throws UsageException in one sentence */
    static LoadOptions parse(String... arguments) {
        LoadOptions options = new LoadOptions();
        Options.parse(line(options), "has no place here; see --help", arguments);
        return options;
    }

    static String usage() {
        return line(new LoadOptions()).setUsageHelpWidth(110).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private static CommandLine line(LoadOptions options) {
        return new CommandLine(options).setExpandAtFiles(false);
    }

    boolean asksForHelp() {
        return help;
    }

    boolean json() {
        return json;
    }

    /** @throws UsageException in one sentence */
    LoadPlan plan(Map<String, String> environment) {
        Way way = way();
        boolean isLibrary = way == Way.LIBRARY;
        String stray = at != null
                ? "--at"
                : keyFile != null ? "--key-file" : tls ? "--tls" : authorities != null ? "--tls-ca" : "";
        if (isLibrary && !stray.isEmpty()) {
            throw new UsageException(
                    stray + " is for a door, and --over library goes to Redis itself: give --redis, or nothing");
        }
        if (!isLibrary && redis != null) {
            throw new UsageException("--redis is for --over library: a door is named by --at");
        }
        return new LoadPlan(
                way,
                door(way == Way.REST ? REST_PORT : TcpSettings.DEFAULTS.port()),
                Optional.ofNullable(redis),
                number("--clients", clients, 50, way == Way.REST ? MOST_REST_CLIENTS : 50_000),
                jobs == null && seconds != null ? MOST_JOBS : number("--jobs", jobs, 100_000, MOST_JOBS),
                seconds == null ? Duration.ofDays(1) : Duration.ofSeconds(number("--seconds", seconds, 1, 86_400)),
                rate == null ? 0 : number("--rate", rate, 1, 1_000_000),
                patience == null
                        ? Duration.ofSeconds(90)
                        : OptionText.duration("--patience", patience, Duration.ofSeconds(1), Duration.ofHours(1)),
                queue(),
                isLibrary ? Optional.empty() : key(environment),
                ClientTls.of(tls, authorities));
    }

    private Way way() {
        List<String> words = Arrays.stream(Way.values()).map(Way::word).toList();
        String word = over == null ? Way.TCP.word() : over;
        return Arrays.stream(Way.values())
                .filter(way -> way.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new UsageException(OptionText.named("--over", word) + " is no way"
                        + Suggestion.ending(word, words, ": use " + String.join(", ", words))));
    }

    private String queue() {
        try {
            return Grammar.requireQueueName(queue == null ? "load-" + System.currentTimeMillis() : queue);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private HostPort door(int usual) {
        String text = at == null ? HostPort.LOOPBACK : at;
        return HostPort.parse(text, usual)
                .filter(address -> address.port() > 0)
                .orElseThrow(() -> new UsageException(
                        OptionText.named("--at", text) + " is no address: use host:port, with a port from 1 to 65535"));
    }

    /** Never an argument: those are seen by everybody on this machine. */
    private Optional<String> key(Map<String, String> environment) {
        if (keyFile == null) {
            return Optional.ofNullable(environment.get(KEY_VARIABLE))
                    .map(String::strip)
                    .filter(key -> !key.isEmpty());
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(OptionText.path("--key-file", keyFile));
        } catch (IOException e) {
            throw new UsageException(
                    OptionText.named("--key-file", keyFile) + " cannot be read: " + Failures.reason(e), e);
        }
        String key = lines.isEmpty() ? "" : lines.get(0).strip();
        if (key.isEmpty()) {
            throw new UsageException(
                    OptionText.named("--key-file", keyFile) + " has nothing in its first line: write the key there");
        }
        return Optional.of(key);
    }

    private static int number(String option, @Nullable String text, int otherwise, int most) {
        return text == null ? otherwise : OptionText.number(option, text, 1, most);
    }
}
