package dev.baton.server.program;

import dev.baton.model.Grammar;
import dev.baton.server.http.Redaction;
import dev.baton.server.lending.Lending;
import dev.baton.server.tls.ServerTls;
import dev.baton.worker.program.HostPort;
import dev.baton.worker.program.LogFile;
import dev.baton.worker.program.OptionText;
import dev.baton.worker.program.Options;
import dev.baton.worker.program.UsageException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/** The words behind {@code ./baton server}. */
@Command(
        name = "baton server",
        sortOptions = false,
        description = "Opens queues to everyone who is not Java: REST and a TCP line protocol.",
        optionListHeading = "%n",
        footer = {
            "",
            "Addresses are written 127.0.0.1:8080, [::1]:8080 or 8080; off closes a door. Any other address than loopback",
            "needs --keys. Times are written 500ms, 10s, 2m, 1h or PT10S.",
            "Exit codes: 0 stopped as asked, 1 failure, 2 wrong usage. More: docs/server.md."
        })
final class ServerOptions {
    @Option(
            names = "--redis",
            paramLabel = "URI",
            description = "Redis to connect to. Without it the server starts a Redis of its own.")
    private @Nullable String redis;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory for the data of its own Redis; default ~/.local/share/baton.")
    private @Nullable String data;

    @Option(
            names = "--http",
            paramLabel = "ADDRESS",
            description = "Where the HTTP door listens; default 127.0.0.1:8080. A URL, http://…, is the worker's: who"
                    + " does the work of --worker.")
    private List<String> http = List.of();

    @Option(
            names = "--tcp",
            paramLabel = "ADDRESS",
            description = "Where the TCP door listens; default 127.0.0.1:5555.")
    private @Nullable String tcp;

    @Option(
            names = "--queue",
            paramLabel = "NAME",
            description = "Queue of /tasks and /submit, and of --worker; default task_queue.")
    private @Nullable String queue;

    @Option(names = "--tcp-queue", paramLabel = "NAME", description = "Queue of Task: and NEXT; default tcp_queue.")
    private @Nullable String tcpQueue;

    @Option(
            names = "--lease",
            paramLabel = "TIME",
            description =
                    "How long a consumer of the TCP door has for a job, 1s to 12h; default 30s. CREATE says it a queue.")
    private @Nullable String lease;

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "API keys: whoever comes needs one. ./baton key makes them.")
    private @Nullable String keys;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "A name under which browsers may come, besides loopback's; repeat it for several.")
    private List<String> hosts = List.of();

    @Option(
            names = "--max-crashes",
            paramLabel = "N",
            description = "Lost claims after which a job is buried, 1 to 100; default 3.")
    private @Nullable String maxCrashes;

    @Option(
            names = "--worker",
            description = "Runs jobs of --queue in this process, by one of the next three or --http URL.")
    private boolean worker;

    @Option(names = "--exec", paramLabel = "COMMAND", description = "As of ./baton worker: a command for each job.")
    private @Nullable String exec;

    @Option(names = "--handlers", paramLabel = "DIR", description = "As of ./baton worker: JARs that do the work.")
    private @Nullable String handlers;

    @Option(names = "--echo", description = "Each job is done, and its payload is its result: for trying out.")
    private boolean echo;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "Jobs that --worker runs at once, 1 to 10000; default 16.")
    private @Nullable String concurrency;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "Longest run of a job of --worker that has no time-out of its own; default 5s.")
    private @Nullable String timeout;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            description = "How long a stop waits for jobs that --worker runs, at most 1d; default 10s.")
    private @Nullable String grace;

    @Option(
            names = "--report",
            paramLabel = "TIME",
            description = "Log a line of throughput and sizes each TIME, 1s to 1h, or off; default 10s.")
    private @Nullable String report;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description =
                    "PEM: the certificate of both doors, and those that it was signed with. With it both speak TLS"
                            + " alone.")
    private @Nullable String tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM: the key of --tls-cert, unencrypted, PKCS#8.")
    private @Nullable String tlsKey;

    @Option(
            names = "--redact",
            paramLabel = "RULE[,RULE]",
            description =
                    "Fields of payloads and results that nobody is shown: password, card*, or emails:payload.user.ssn"
                            + " for one place in one queue. Claims have them.")
    private @Nullable String redact;

    @Option(names = "--log-file", paramLabel = "FILE", description = "Write the log to this file, too, audit included.")
    private @Nullable String logFile;

    @Option(
            names = "--log-size",
            paramLabel = "SIZE",
            description = "Size at which the file is put aside, as FILE.1, 64KB to 10GB; default 10MB.")
    private @Nullable String logSize;

    @Option(
            names = "--log-files",
            paramLabel = "N",
            description = "How many that were put aside are kept, 1 to 20; default 10.")
    private @Nullable String logFiles;

    @Option(names = "--allow-eviction", description = "Work on a Redis that may evict keys, which can lose jobs.")
    private boolean allowEviction;

    @Option(names = "--debug", description = "Log more.")
    private boolean debug;

    @Option(
            names = {"-h", "--help"},
            description = "Print this and exit.")
    private boolean help;

    private ServerOptions() {}

    /** @throws UsageException in one sentence */
    static ServerOptions parse(String... arguments) {
        ServerOptions options = new ServerOptions();
        Options.parse(line(options), "stands alone: every setting is an option, see --help", arguments);
        return options;
    }

    static String usage() {
        return line(new ServerOptions()).getUsageMessage(Help.Ansi.OFF);
    }

    private static CommandLine line(ServerOptions options) {
        // A person's @ is no file of arguments.
        return new CommandLine(options).setExpandAtFiles(false).setUsageHelpWidth(100);
    }

    boolean asksForHelp() {
        return help;
    }

    boolean debug() {
        return debug;
    }

    /** Everything checked, as far as it can be without opening anything. */
    ServerSettings settings() {
        if (redis != null && data != null) {
            throw new UsageException("Both --redis and --data are given: a data directory is for the Redis that comes"
                    + " along, so leave one of them out");
        }
        List<String> addresses = http.stream().filter(text -> !isUrl(text)).toList();
        if (addresses.size() > 1) {
            throw new UsageException("The option --http is given twice: give one address, and one URL for --worker");
        }
        Optional<HostPort> httpAt = Listen.parse("--http", addresses.isEmpty() ? "127.0.0.1:8080" : addresses.get(0));
        Optional<HostPort> tcpAt = Listen.parse("--tcp", tcp == null ? "127.0.0.1:5555" : tcp);
        if (httpAt.isEmpty() && tcpAt.isEmpty()) {
            throw new UsageException("Both doors are off: leave --http or --tcp out, or give an address");
        }
        String restQueue = name("--queue", queue == null ? "task_queue" : queue);
        return new ServerSettings(
                Optional.ofNullable(redis),
                Optional.ofNullable(data).map(text -> OptionText.path("--data", text)),
                httpAt,
                tcpAt,
                restQueue,
                name("--tcp-queue", tcpQueue == null ? "tcp_queue" : tcpQueue),
                duration("--lease", lease, Duration.ofSeconds(30), Lending.SHORTEST_LEASE, Lending.LONGEST_LEASE),
                Optional.ofNullable(keys).map(text -> OptionText.path("--keys", text)),
                Set.copyOf(new LinkedHashSet<>(hosts)),
                number("--max-crashes", maxCrashes, 3, 100),
                workerOptions(restQueue),
                tls(),
                redaction(),
                log(),
                "off".equals(report)
                        ? Optional.empty()
                        : Optional.of(duration(
                                "--report",
                                report,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(1),
                                Duration.ofHours(1))),
                allowEviction);
    }

    /** As the standalone worker's options; empty without --worker. */
    private Map<String, String> workerOptions(String restQueue) {
        Map<String, String> ways = new LinkedHashMap<>();
        put(ways, "exec", exec);
        put(ways, "handlers", handlers);
        http.stream().filter(ServerOptions::isUrl).forEach(url -> {
            if (ways.put("http", url) != null) {
                throw new UsageException("Two URLs are given by --http: give one");
            }
        });
        if (echo) {
            ways.put("echo", "true");
        }
        if (!worker) {
            String stray = ways.isEmpty()
                    ? concurrency != null ? "concurrency" : timeout != null ? "timeout" : grace != null ? "grace" : ""
                    : ways.keySet().iterator().next();
            if (!stray.isEmpty()) {
                throw new UsageException("--" + stray + " is for a worker in this process: give --worker too");
            }
            return Map.of();
        }
        ways.put("queue", restQueue);
        put(ways, "concurrency", concurrency);
        ways.put("timeout", timeout == null ? "5s" : timeout);
        put(ways, "grace", grace);
        put(ways, "max-crashes", maxCrashes);
        return ways;
    }

    private Optional<ServerTls> tls() {
        if (tlsCertificate == null && tlsKey == null) {
            return Optional.empty();
        }
        if (tlsCertificate == null || tlsKey == null) {
            throw new UsageException((tlsKey == null ? "--tls-cert" : "--tls-key")
                    + " is given alone: a certificate and its key belong together, --tls-cert FILE --tls-key FILE");
        }
        try {
            return Optional.of(ServerTls.read(
                    OptionText.path("--tls-cert", tlsCertificate), OptionText.path("--tls-key", tlsKey)));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private Redaction redaction() {
        try {
            return redact == null ? Redaction.NONE : Redaction.parse(redact);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--redact: " + e.getMessage(), e);
        }
    }

    private Optional<LogFile> log() {
        if (logFile == null) {
            if (logSize != null || logFiles != null) {
                throw new UsageException((logSize == null ? "--log-files" : "--log-size")
                        + " is for a log in a file: give --log-file too");
            }
            return Optional.empty();
        }
        return Optional.of(new LogFile(
                OptionText.path("--log-file", logFile),
                OptionText.bytes("--log-size", logSize == null ? "10MB" : logSize, LogFile.SMALLEST, LogFile.LARGEST),
                number("--log-files", logFiles, 10, LogFile.MOST_KEPT)));
    }

    private static void put(Map<String, String> options, String key, @Nullable String value) {
        if (value != null) {
            options.put(key, value);
        }
    }

    private static boolean isUrl(String text) {
        return text.startsWith("http://") || text.startsWith("https://");
    }

    private static String name(String option, String text) {
        try {
            return Grammar.requireQueueName(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage(), e);
        }
    }

    private static int number(String option, @Nullable String text, int otherwise, int most) {
        return text == null ? otherwise : OptionText.number(option, text, 1, most);
    }

    private static Duration duration(
            String option, @Nullable String text, Duration otherwise, Duration least, Duration most) {
        return text == null ? otherwise : OptionText.duration(option, text, least, most);
    }
}
