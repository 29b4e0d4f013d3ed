package dev.baton.peers.conductor;

import dev.baton.model.Printable;
import dev.baton.worker.program.Options;
import dev.baton.worker.program.UsageException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whom to compare, how often, and where. */
record ComparisonSettings(
        Set<Candidate> candidates, Optional<String> redis, int jobs, int rounds, boolean aof, boolean json) {
    @Command(
            name = "queue-bench/peers/run",
            sortOptions = false,
            usageHelpWidth = 100,
            description = {
                "Compares Baton with other queues on this machine: the same jobs, the same Redis, in turns.",
                "Fetches them by npm and Maven into queue-bench/peers/target; what cannot be had is left out."
            },
            footer = {
                "",
                "Each does in every round: N/10 jobs enqueued by one thread and by sixteen, N jobs a thousand a",
                "call, these drained by one process, and N/100 jobs at 200 a second. The concurrency at which a",
                "peer drains fastest is looked for before. The ratio is Baton's figure divided by the peer's.",
                "",
                "Without --redis it starts a Redis in memory: a redis-server or valkey-server on PATH, else the",
                "one that comes along, which is slower. Exit codes: 0 done, even if a peer could not be had;",
                "1 a peer failed, or nothing could be measured; 2 wrong usage."
            })
    private static final class Line {
        @Option(
                names = "--redis",
                paramLabel = "URI",
                description = {
                    "redis://[[user]:password@]host[:port][/database], a Redis that is there already.",
                    "Its data stays: keys have names of the run's own, and only those are removed."
                })
        @Nullable
        String redis;

        @Option(
                names = "--jobs",
                paramLabel = "N",
                description = "The N of what is below: 10000 to 2000000, in thousands; default 100000.")
        int jobs = 100_000;

        @Option(names = "--rounds", paramLabel = "N", description = "1 to 100, and one to warm up; default 3.")
        int rounds = 3;

        @Option(names = "--aof", description = "The Redis that it starts appends to a file, synced every second.")
        boolean aof;

        @Option(
                names = "--only",
                paramLabel = "PEERS",
                description = {
                    "Some of baton,bullmq,redisson,redisson-executor,jesque; default all but",
                    "redisson-executor, which takes several times as long as all others."
                })
        @Nullable
        String only;

        @Option(
                names = "--json",
                description =
                        "One JSON object a line: name, peer, unit, median, min, max, rounds, limit, ratio, settings.")
        boolean json;

        @Option(
                names = {"-h", "--help"},
                description = "Shows this.")
        boolean help;
    }

    /** Empty if help was asked for. @throws UsageException in one sentence */
    static Optional<ComparisonSettings> parse(String... arguments) {
        Line line = new Line();
        Options.parse(new CommandLine(line), "has no place here; see --help", arguments);
        if (line.help) {
            return Optional.empty();
        }
        if (line.redis != null && line.aof) {
            throw new UsageException(
                    "--aof and --redis do not go together: that Redis keeps its data as it is set up to");
        }
        Set<Candidate> candidates = line.only == null ? Candidate.usual() : candidates(line.only);
        if (line.redis != null && candidates.contains(Candidate.REDISSON_EXECUTOR)) {
            throw new UsageException(
                    "redisson-executor and --redis do not go together: it leaves keys behind that do not"
                            + " have the names of the run");
        }
        return Optional.of(new ComparisonSettings(
                candidates,
                Optional.ofNullable(line.redis).map(ComparisonSettings::requireAddress),
                requireThousands(line.jobs),
                requireIn("--rounds", line.rounds, 1, 100),
                line.aof,
                line.json));
    }

    static String usage() {
        return new CommandLine(new Line()).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private static Set<Candidate> candidates(String words) {
        Set<Candidate> candidates = EnumSet.noneOf(Candidate.class);
        for (String word : words.split(",", -1)) {
            candidates.add(Candidate.of(word)
                    .orElseThrow(() -> new UsageException("--only: there is no peer " + Printable.quote(word)
                            + ": use some of " + Candidate.words())));
        }
        return candidates;
    }

    /** Not every peer can do more than a plain address. */
    private static String requireAddress(String text) {
        try {
            URI uri = new URI(text);
            boolean plain = "redis".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getQuery() == null
                    && (uri.getPath().isEmpty() || uri.getPath().matches("/[0-9]{1,4}"));
            if (plain) {
                return text;
            }
        } catch (URISyntaxException e) {
            // Said below; the text may hold a password, and is not repeated.
        }
        throw new UsageException(
                "--redis: this is no address that all peers understand: use redis://[[user]:password@]host[:port][/database]");
    }

    private static int requireThousands(int jobs) {
        if (jobs % 1000 != 0) {
            throw new UsageException("--jobs " + jobs + " is not allowed: use a multiple of 1000");
        }
        return requireIn("--jobs", jobs, 10_000, 2_000_000);
    }

    private static int requireIn(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new UsageException(option + " " + value + " is not allowed: use " + least + " to " + most);
        }
        return value;
    }
}
