package dev.baton.bench;

import dev.baton.WorkerBuilder.Threads;
import dev.baton.bench.cost.IdleTrial;
import dev.baton.bench.cost.MemoryTrial;
import dev.baton.bench.lab.Trial;
import dev.baton.bench.latency.LatencyTrial;
import dev.baton.bench.limit.BlmoveTrial;
import dev.baton.bench.limit.RedisLimit;
import dev.baton.bench.throughput.DrainTrial;
import dev.baton.bench.throughput.EnqueueTrial;
import dev.baton.model.Printable;
import dev.baton.worker.program.Options;
import dev.baton.worker.program.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What to measure, how often, and where. */
record BenchSettings(What what, Optional<String> redis, int jobs, int rounds, boolean json) {
    private static final int HANDLERS = 64;
    /** Slow enough that the worker is idle before each job. */
    private static final int IDLE_RATE = 200;

    /** What can be measured. */
    enum What {
        DRAIN,
        ENQUEUE,
        BULK,
        LATENCY,
        MEMORY,
        BACKLOG,
        IDLE,
        ALL;

        static What of(String word) {
            for (What what : values()) {
                if (what.word().equals(word)) {
                    return what;
                }
            }
            throw new UsageException(
                    "There is nothing to measure by the name of " + Printable.quote(word) + ": use " + words());
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static String words() {
            return "drain, enqueue, bulk, latency, memory, backlog, idle or all";
        }
    }

    @Command(
            name = "baton bench",
            sortOptions = false,
            description = "Measures the queue on this machine, beside what Redis alone does here.",
            footer = {
                "",
                "drain    a backlog of N is drained by one worker of 64 handlers, on platform threads and, from Java 21 on,",
                "         on virtual ones",
                "enqueue  one thread, and 16 threads, each waiting for its own answer",
                "bulk     a thousand jobs a call",
                "latency  N/100 jobs at 200 a second to an idle worker, beside a bare BLMOVE",
                "memory   bytes of Redis a pending job, over N/2 jobs",
                "backlog  a backlog of 5 N jobs, drained, beside one of N/2",
                "idle     N/200 queues in which nothing happens, on one worker",
                "all      everything above",
                "",
                "Without --redis it starts a Redis in memory: a redis-server or valkey-server on PATH, else the one",
                "that comes along, which is slower. A ratio is the figure divided by its limit in the same run:",
                "pipelines of 64 plain commands, as a naive queue would need them. Only ratios mean much elsewhere."
            })
    private static final class Line {
        @Parameters(
                arity = "0..1",
                paramLabel = "WHAT",
                description = "drain (the default), or another of those below.")
        String what = What.DRAIN.word();

        @Option(
                names = "--redis",
                paramLabel = "URI",
                description =
                        "A Redis that is there already: queues of the run's own are made on it and removed again.")
        @Nullable
        String redis;

        @Option(
                names = "--jobs",
                paramLabel = "N",
                description = "The N of what is below: 1000 to 2000000; default 200000.")
        int jobs = 200_000;

        @Option(names = "--rounds", paramLabel = "N", description = "1 to 100; default 3.")
        int rounds = 3;

        @Option(
                names = "--json",
                description = "One JSON object a line: name, unit, median, min, max, rounds, limit, ratio, settings.")
        boolean json;

        @Option(
                names = {"-h", "--help"},
                description = "Shows this.")
        boolean help;
    }

    /** Empty if help was asked for. @throws UsageException in one sentence */
    static Optional<BenchSettings> parse(String... arguments) {
        Line line = new Line();
        Options.parse(new CommandLine(line), "stands alone: say once what to measure, " + What.words(), arguments);
        if (line.help) {
            return Optional.empty();
        }
        return Optional.of(new BenchSettings(
                What.of(line.what),
                Optional.ofNullable(line.redis),
                requireIn("--jobs", line.jobs, 1_000, 2_000_000),
                requireIn("--rounds", line.rounds, 1, 100),
                line.json));
    }

    static String usage() {
        return new CommandLine(new Line()).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private static int requireIn(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new UsageException(option + " " + value + " is not allowed: use " + least + " to " + most);
        }
        return value;
    }

    /** What is measured in each round, Redis alone first. */
    List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        trials.add(new RedisLimit(2 * jobs));
        if (what == What.DRAIN || what == What.ALL) {
            trials.add(new DrainTrial("drain.pool", jobs, Threads.POOL, HANDLERS));
            if (Runtime.version().feature() >= 21) {
                trials.add(new DrainTrial("drain.virtual", jobs, Threads.VIRTUAL, HANDLERS));
            }
        }
        if (what == What.ENQUEUE || what == What.ALL) {
            trials.add(new EnqueueTrial("enqueue.one-thread", jobs / 10, 1, 1));
            trials.add(new EnqueueTrial("enqueue.16-threads", jobs / 2, 16, 1));
        }
        if (what == What.BULK || what == What.ALL) {
            trials.add(new EnqueueTrial("bulk.1000", jobs, 1, 1000));
        }
        if (what == What.LATENCY || what == What.ALL) {
            trials.add(new BlmoveTrial(IDLE_RATE, jobs / 100));
            trials.add(new LatencyTrial("latency.200", IDLE_RATE, jobs / 100));
        }
        if (what == What.MEMORY || what == What.ALL) {
            trials.add(new MemoryTrial(jobs / 2));
        }
        if (what == What.BACKLOG || what == What.ALL) {
            trials.add(new DrainTrial("backlog.half", jobs / 2, Threads.POOL, HANDLERS));
            trials.add(new DrainTrial("backlog.five", 5 * jobs, Threads.POOL, HANDLERS));
        }
        if (what == What.IDLE || what == What.ALL) {
            trials.add(new IdleTrial(jobs / 200, Math.max(2, jobs / 20_000)));
        }
        return trials;
    }
}
