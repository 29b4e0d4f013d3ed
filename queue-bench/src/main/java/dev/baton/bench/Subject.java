package dev.baton.bench;

import dev.baton.WorkerBuilder.Threads;
import dev.baton.bench.cost.IdleTrial;
import dev.baton.bench.cost.MemoryTrial;
import dev.baton.bench.endurance.SoakTrial;
import dev.baton.bench.endurance.StrandedTrial;
import dev.baton.bench.lab.Load;
import dev.baton.bench.lab.Trial;
import dev.baton.bench.latency.LatencyTrial;
import dev.baton.bench.latency.ReclaimTrial;
import dev.baton.bench.latency.StormTrial;
import dev.baton.bench.limit.BlmoveTrial;
import dev.baton.bench.limit.RedisLimit;
import dev.baton.bench.plot.Curves;
import dev.baton.bench.throughput.AppendingTrial;
import dev.baton.bench.throughput.DrainTrial;
import dev.baton.bench.throughput.EnqueueTrial;
import dev.baton.bench.throughput.MixedTrial;
import dev.baton.model.Printable;
import dev.baton.worker.program.UsageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What can be measured: a word of the command line, what it stands for, and the trials of one round. */
enum Subject {
    DRAIN(
            Subject::drain,
            "a backlog of N is drained by one worker of 64 handlers, on platform threads and,",
            "from Java 21 on, on virtual ones"),
    ENQUEUE(Subject::enqueue, "one thread, and 16 threads, each waiting for its own answer"),
    BULK(Subject::bulk, "a thousand jobs a call"),
    MIXED(Subject::mixed, "N jobs of two producers to two workers at once, each in a process of its own"),
    PAYLOAD(Subject::payload, "the drain of N/20 jobs of 10 KB, and of N/400 of 500 KB"),
    AOF(
            Subject::aof,
            "the drain in memory, beside that on a Redis that appends to a file and syncs it each",
            "second; with --redis, on that server as it is set up"),
    LATENCY(Subject::latency, "N/100 jobs at 200 a second to an idle worker, beside a bare BLMOVE"),
    STORM(Subject::storm, "N/2 jobs due at one instant: how late they start"),
    RECLAIM(Subject::reclaim, "N/2 jobs of N/2000 dead workers, taken back by a live one"),
    MEMORY(Subject::memory, "bytes of Redis a pending job, over N/2 jobs"),
    BACKLOG(Subject::backlog, "a backlog of 5 N jobs, drained, beside one of N/2"),
    IDLE(Subject::idle, "N/200 queues in which nothing happens, on one worker"),
    ALL(Subject::all, "everything above"),
    CURVES(
            Subject::curves,
            "the drain over 1 to 256 handlers, and latencies over 50 to 5000 jobs a second;",
            "minutes, so not in all"),
    SOAK(
            Subject::soak,
            "mixed load for --minutes on a worker of 256 MB: does its memory grow, or that of Redis?",
            "Then a producer whose Redis is killed; once, without rounds, and not in all");

    private static final int HANDLERS = 64;
    /** Slow enough that the worker is idle before each job. */
    private static final int IDLE_RATE = 200;

    private static final String BLMOVE = "limit.blmove";

    private final Function<BenchSettings, Stream<Trial>> trials;
    private final List<String> description;

    Subject(Function<BenchSettings, Stream<Trial>> trials, String... description) {
        this.trials = trials;
        this.description = List.of(description);
    }

    /** @throws UsageException if there is none by this name */
    static Subject of(String word) {
        for (Subject subject : values()) {
            if (subject.word().equals(word)) {
                return subject;
            }
        }
        throw new UsageException(
                "There is nothing to measure by the name of " + Printable.quote(word) + ": use " + words());
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All of them, in a sentence. */
    static String words() {
        List<String> words = Stream.of(values()).map(Subject::word).toList();
        int last = words.size() - 1;
        return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    /** Lines for the help. */
    static List<String> help() {
        List<String> lines = new ArrayList<>();
        for (Subject subject : values()) {
            String word = subject.word();
            for (String line : subject.description) {
                lines.add(String.format(Locale.ROOT, "%-8s %s", word, line));
                word = "";
            }
        }
        return lines;
    }

    /** Whether it is measured once, over minutes, instead of in rounds. */
    boolean isLong() {
        return this == SOAK;
    }

    /** What is measured in each round, Redis alone first. */
    Collection<Trial> trials(BenchSettings settings) {
        Map<String, Trial> byName = new LinkedHashMap<>(); // what two subjects have in common is measured once
        if (!isLong()) {
            Trial limit = new RedisLimit(2 * settings.jobs());
            byName.put(limit.name(), limit);
        }
        trials.apply(settings).forEach(trial -> byName.putIfAbsent(trial.name(), trial));
        return byName.values();
    }

    private static Stream<Trial> drain(BenchSettings settings) {
        Stream<Trial> pool = Stream.of(poolDrain(settings));
        return Runtime.version().feature() < 21
                ? pool
                : Stream.concat(
                        pool,
                        Stream.of(new DrainTrial<>(
                                "drain.virtual", Load.orders(), settings.jobs(), Threads.VIRTUAL, HANDLERS)));
    }

    private static Trial poolDrain(BenchSettings settings) {
        return new DrainTrial<>("drain.pool", Load.orders(), settings.jobs(), HANDLERS);
    }

    private static Stream<Trial> enqueue(BenchSettings settings) {
        return Stream.of(
                new EnqueueTrial("enqueue.one-thread", settings.jobs() / 10, 1, 1),
                new EnqueueTrial("enqueue.16-threads", settings.jobs() / 2, 16, 1));
    }

    private static Stream<Trial> bulk(BenchSettings settings) {
        return Stream.of(
                new EnqueueTrial("bulk.1000", settings.jobs(), 1, 1000),
                new EnqueueTrial("bulk.1000.4-threads", settings.jobs(), 4, 1000));
    }

    private static Stream<Trial> mixed(BenchSettings settings) {
        return Stream.of(new MixedTrial(settings.jobs()));
    }

    private static Stream<Trial> payload(BenchSettings settings) {
        return Stream.of(
                new DrainTrial<>("payload.10k", Load.letters(10_000), settings.jobs() / 20, HANDLERS),
                new DrainTrial<>("payload.500k", Load.letters(500_000), Math.max(1, settings.jobs() / 400), HANDLERS));
    }

    private static Stream<Trial> aof(BenchSettings settings) {
        Stream<Trial> plain = Stream.of(poolDrain(settings));
        return settings.redis().isPresent()
                ? plain
                : Stream.concat(
                        plain,
                        Stream.of(new AppendingTrial(
                                new DrainTrial<>("drain.aof", Load.orders(), settings.jobs(), HANDLERS))));
    }

    private static Stream<Trial> latency(BenchSettings settings) {
        int jobs = settings.jobs() / 100;
        return Stream.of(
                new BlmoveTrial(BLMOVE, IDLE_RATE, jobs),
                new LatencyTrial(Curves.latencyFigure(IDLE_RATE), BLMOVE, IDLE_RATE, jobs));
    }

    private static Stream<Trial> storm(BenchSettings settings) {
        return Stream.of(new StormTrial(settings.jobs() / 2));
    }

    private static Stream<Trial> reclaim(BenchSettings settings) {
        return Stream.of(new ReclaimTrial(Math.max(1000, settings.jobs() / 2)));
    }

    private static Stream<Trial> memory(BenchSettings settings) {
        return Stream.of(new MemoryTrial(settings.jobs() / 2));
    }

    private static Stream<Trial> backlog(BenchSettings settings) {
        return Stream.of(
                new DrainTrial<>("backlog.half", Load.orders(), settings.jobs() / 2, HANDLERS),
                new DrainTrial<>("backlog.five", Load.orders(), 5 * settings.jobs(), HANDLERS));
    }

    private static Stream<Trial> idle(BenchSettings settings) {
        return Stream.of(new IdleTrial(settings.jobs() / 200, Math.max(2, settings.jobs() / 10_000)));
    }

    private static Stream<Trial> all(BenchSettings settings) {
        return Stream.of(values())
                .filter(subject -> subject.compareTo(ALL) < 0)
                .flatMap(subject -> subject.trials.apply(settings));
    }

    private static Stream<Trial> curves(BenchSettings settings) {
        Stream<Trial> drains = Curves.HANDLERS.stream()
                .map(handlers ->
                        new DrainTrial<>(Curves.drainFigure(handlers), Load.orders(), settings.jobs() / 2, handlers));
        return Stream.concat(drains, Curves.RATES.stream().flatMap(rate -> latencies(rate, settings)));
    }

    private static Stream<Trial> latencies(int rate, BenchSettings settings) {
        int jobs = Math.max(20, (int) ((long) rate * settings.jobs() / 20_000)); // ten seconds of a full run
        return Stream.of(
                new BlmoveTrial(Curves.blmoveFigure(rate), rate, jobs),
                new LatencyTrial(Curves.latencyFigure(rate), Curves.blmoveFigure(rate), rate, jobs));
    }

    private static Stream<Trial> soak(BenchSettings settings) {
        Duration attempts = Duration.ofMinutes(1);
        return Stream.of(new SoakTrial(settings.length()), new StrandedTrial(attempts));
    }
}
