package dev.baton.server.load;

import dev.baton.model.Grammar;
import dev.baton.model.Printable;
import dev.baton.server.tcp.TcpSettings;
import dev.baton.worker.program.Options;
import dev.baton.worker.program.UsageException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The words behind {@code ./baton load}. */
@Command(
        name = "baton load",
        sortOptions = false,
        description =
                "Has many clients enqueue, claim and complete jobs through a TCP door, each over a connection of its"
                        + " own, and counts what became of every job.",
        optionListHeading = "%n",
        footer = {
            "",
            "Exit codes: 0 if every job was claimed and completed once; 1 if not, or a client failed; 2 for wrong usage.",
            "Each client needs a file descriptor here and one at the door: see ulimit -n."
        })
final class LoadOptions {
    private static final Pattern ADDRESS = Pattern.compile("([^\\s:]+):([0-9]{1,5})");
    private static final int HIGHEST_PORT = 65_535;

    @Option(names = "--over", paramLabel = "WAY", description = "What the clients speak: tcp, which is the default.")
    private @Nullable String over;

    @Option(names = "--at", paramLabel = "HOST:PORT", description = "Where the door is; default 127.0.0.1:5555.")
    private @Nullable String at;

    @Option(names = "--clients", paramLabel = "N", description = "How many at once, 1 to 50000; default 50.")
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

    @Option(names = "--queue", paramLabel = "NAME", description = "An unused queue; default a new name.")
    private @Nullable String queue;

    @Option(names = "--key", paramLabel = "KEY", description = "What to AUTH with.")
    private @Nullable String key;

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

    boolean asksForHelp() {
        return help;
    }

    /** @throws UsageException in one sentence */
    LoadPlan plan() {
        if (over != null && !over.equals("tcp")) {
            throw new UsageException("The way " + Printable.quote(over) + " is not allowed: use tcp");
        }
        int most = 10_000_000;
        return new LoadPlan(
                address(),
                number("--clients", clients, 50, 50_000),
                jobs == null && seconds != null ? most : number("--jobs", jobs, 100_000, most),
                seconds == null ? Duration.ofDays(1) : Duration.ofSeconds(number("--seconds", seconds, 0, 86_400)),
                rate == null ? 0 : number("--rate", rate, 0, 1_000_000),
                queue(),
                key);
    }

    private String queue() {
        try {
            return Grammar.requireQueueName(queue == null ? "load-" + System.currentTimeMillis() : queue);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private InetSocketAddress address() {
        if (at == null) {
            return new InetSocketAddress("127.0.0.1", TcpSettings.DEFAULTS.port());
        }
        Matcher parts = ADDRESS.matcher(at);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > HIGHEST_PORT) {
            throw new UsageException("The address " + Printable.quote(at) + " is not allowed: use host:port");
        }
        return new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2)));
    }

    private static int number(String option, @Nullable String text, int usual, int most) {
        if (text == null) {
            return usual;
        }
        if (text.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        }
        throw new UsageException(
                "The number " + Printable.quote(text) + " of " + option + " is not allowed: use 1 to " + most);
    }

    private static CommandLine line(LoadOptions options) {
        return new CommandLine(options).setExpandAtFiles(false);
    }
}
