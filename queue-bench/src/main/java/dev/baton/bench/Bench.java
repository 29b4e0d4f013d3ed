package dev.baton.bench;

import dev.baton.WorkerBuilder.Threads;
import dev.baton.model.Printable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./baton bench}: what to measure, how often, and where. */
@Command(
        name = "baton bench",
        mixinStandardHelpOptions = true,
        description = "Measures the queue on this machine, beside what Redis alone does there.",
        footer = {
            "",
            "Without --redis it starts a Redis in memory: a redis-server or valkey-server on PATH, else the one that",
            "comes along, which is slower. Only ratios within one run mean much: machines differ, and are busy."
        })
public final class Bench implements Callable<Integer> {
    /** What can be measured. */
    enum What {
        drain,
        enqueue,
        bulk,
        all
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "WHAT",
            defaultValue = "drain",
            description = "${COMPLETION-CANDIDATES}; default drain.")
    What what = What.drain;

    @Option(
            names = "--redis",
            paramLabel = "URI",
            description = "A Redis that is there already; queues of its own are made on it and removed again.")
    @Nullable
    String redis;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "200000",
            description = "1000 to 10000000, default 200000.")
    int jobs;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "1 to 100, default 3.")
    int rounds;

    @Option(
            names = "--json",
            description = "One JSON object a line: name, unit, median, min, max, rounds, limit, ratio.")
    boolean json;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    private Bench() {}

    /** Ends the JVM with 0, with 1 after a failure, with 2 for wrong usage. */
    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Bench());
        line.setParameterExceptionHandler((wrong, given) -> {
            System.err.println("baton bench: " + Printable.line(String.valueOf(wrong.getMessage()), 400));
            return 2;
        });
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            System.err.println("baton bench: " + Printable.line(String.valueOf(failure.getMessage()), 400));
            return 1;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        requireIn("--jobs", jobs, 1_000, 10_000_000);
        requireIn("--rounds", rounds, 1, 100);
        Printer printer = Printer.of(json, out);
        try (Lab lab = redis == null ? Lab.inMemory() : Lab.on(redis)) {
            printer.setting("redis", lab.describe());
            printer.setting("java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
            printer.setting("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
            printer.setting("rounds", rounds + " and one to warm up, interleaved");
            printer.figures(new Session(trials(), rounds, err).run(lab));
        }
        return 0;
    }

    private List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        trials.add(new RedisLimit(2 * jobs));
        if (what == What.drain || what == What.all) {
            trials.add(new DrainTrial("drain.pool", jobs, Threads.POOL, 64));
            if (Runtime.version().feature() >= 21) {
                trials.add(new DrainTrial("drain.virtual", jobs, Threads.VIRTUAL, 64));
            }
        }
        if (what == What.enqueue || what == What.all) {
            trials.add(new EnqueueTrial("enqueue.one-thread", Math.max(1, jobs / 10), 1, 1));
            trials.add(new EnqueueTrial("enqueue.16-threads", Math.max(16, jobs / 2), 16, 1));
        }
        if (what == What.bulk || what == What.all) {
            trials.add(new EnqueueTrial("bulk.1000", jobs, 1, 1000));
        }
        return trials;
    }

    private static void requireIn(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new CommandLine.ParameterException(
                    new CommandLine(new Bench()),
                    option + " " + value + " is not allowed: use " + least + " to " + most);
        }
    }
}
