package dev.baton.examples.demo;

import dev.baton.JobQueue;
import dev.baton.examples.demo.FileJobs.InputFile;
import dev.baton.examples.demo.Summary.DeadJob;
import dev.baton.examples.demo.Summary.Work;
import dev.baton.model.JobType;
import dev.baton.model.Printable;
import dev.baton.worker.program.UsageException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the demo: starts all, enqueues, kills, waits, looks what is there. Used once. */
final class DemoRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoRun.class);
    private static final int BATCH = 500;

    /** A directory with fewer files would be done before anybody saw a worker die; so its jobs are drawn out. */
    private static final int MANY_FILES = 2000;

    private static final long SMALL_RUN_MILLIS = 3000;
    private static final long LONGEST_LINGER_MILLIS = 1000;

    private final DemoSettings settings;
    private final Screen screen;
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

    DemoRun(DemoSettings settings, Screen screen) {
        this.settings = settings;
        this.screen = screen;
    }

    /**
     * @throws UsageException if there is nothing to process, or the URI is none
     * @throws RuntimeException if the demo cannot go on; {@link #close} ends what was started
     */
    Summary run() throws InterruptedException, IOException {
        var results = new Results(output());
        var inputs = inputs(results);
        int all = inputs.files().size();
        DemoRedis redis = closeLater(DemoRedis.open(settings.redis(), settings.keep()));
        screen.line("redis", redis.description());
        screen.line("page", closeLater(DemoPage.open(redis)).url() + " while this runs");
        Fleet fleet = closeLater(
                Fleet.start(settings.workers(), redis.uri(), redis.queue(), results.directory(), screen::line));
        screen.line("workers", fleet + ", " + DemoWorker.CONCURRENCY + " jobs at once in each");
        screen.line("results", results.directory().toString());
        long linger = linger(all);
        if (linger > 0) {
            screen.line("slow", "each job is drawn out by " + linger + " ms: so few files would be done at once");
        }
        var drain = new Drain(redis, fleet, screen, settings.kill(), all);
        JobQueue queue = redis.baton().queue(redis.queue());
        for (boolean pictures : List.of(true, false)) {
            List<InputFile> payloads = inputs.files().stream()
                    .filter(file -> file.isPicture() == pictures)
                    .map(file -> new InputFile(file.uri(), linger))
                    .toList();
            enqueue(queue, pictures ? FileJobs.THUMBNAIL : FileJobs.DIGEST, payloads, drain);
        }
        drain.await();
        Summary summary = summary(inputs, drain, fleet, results, redis, linger);
        fleet.stop();
        results.removeUnfinished();
        return summary;
    }

    /** Ends processes, removes keys; one failure does not keep the rest. */
    @Override
    public void close() {
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close();
            } catch (Exception e) {
                LOG.warn("A part of the demo could not be ended cleanly", e);
            }
        }
    }

    private Path output() throws IOException {
        return settings.output().isPresent()
                ? settings.output().get()
                : Files.createTempDirectory("baton-demo-").toRealPath();
    }

    private Inputs inputs(Results results) {
        var inputs = Inputs.below(settings.roots(), results.directory());
        String places =
                Printable.line(settings.roots().stream().map(DemoRun::place).collect(Collectors.joining(", ")), 400);
        int all = inputs.files().size();
        if (all == 0) {
            throw new UsageException(
                    "There is no file to process below " + places + ": name a directory with files in it");
        }
        String skipped =
                inputs.skipped() == 0 ? "" : " (%,d links and other things left out)".formatted(inputs.skipped());
        String more = inputs.more() ? "; there are more, the demo takes the first" : "";
        screen.line("files", "%,d below %s%s%s".formatted(all, places, skipped, more));
        return inputs;
    }

    private static String place(Path root) {
        boolean isOnDisk = root.getFileSystem().equals(FileSystems.getDefault());
        return isOnDisk ? root.toString() : root.toUri().toString();
    }

    private static void enqueue(JobQueue queue, JobType<InputFile, ?> type, List<InputFile> payloads, Drain drain)
            throws InterruptedException {
        for (int from = 0; from < payloads.size(); from += BATCH) {
            var batch = payloads.subList(from, Math.min(payloads.size(), from + BATCH));
            queue.enqueueAll(type, batch, (file, options) -> options.id(Input.id(file.uri())));
            drain.look();
        }
    }

    private long linger(int files) {
        if (files >= MANY_FILES) {
            return 0;
        }
        long atOnce = (long) settings.workers() * DemoWorker.CONCURRENCY;
        return Math.min(LONGEST_LINGER_MILLIS, SMALL_RUN_MILLIS * atOnce / files);
    }

    private Summary summary(Inputs inputs, Drain drain, Fleet fleet, Results results, DemoRedis redis, long linger)
            throws IOException {
        JobQueue queue = redis.baton().queue(redis.queue());
        Ends ends = Ends.of(queue);
        var counters = queue.stats().counters();
        Set<String> onDisk = results.ids();
        List<Input> dead = inputs.files().stream()
                .filter(file -> ends.dead().containsKey(file.id()))
                .toList();
        List<Input> lost = inputs.files().stream()
                .filter(file -> !onDisk.contains(file.id()) && !ends.dead().containsKey(file.id()))
                .toList();
        var killed = fleet.killed();
        boolean proved =
                !settings.kill() || killed.filter(it -> !it.held().isEmpty()).isPresent();
        return new Summary(
                lost.isEmpty() && proved,
                inputs.files().size(),
                ends.done(),
                dead.size(),
                counters.getOrDefault("reclaimed", 0L) + counters.getOrDefault("salvaged", 0L),
                lost.size(),
                drain.seconds(),
                Math.round(10 * ends.done() / drain.seconds()) / 10.0,
                ends.latencyMillis(50),
                ends.latencyMillis(99),
                linger,
                fleet.workers().stream().map(worker -> work(worker, ends)).toList(),
                killed.orElse(null),
                dead.stream()
                        .limit(Summary.NAMED)
                        .map(file -> new DeadJob(
                                file.id(),
                                file.uri(),
                                Objects.requireNonNull(ends.dead().get(file.id()))))
                        .toList(),
                lost.stream().limit(Summary.NAMED).map(Input::uri).toList(),
                inputs.skipped(),
                results.directory().toString(),
                redis.address(),
                redis.queue(),
                redis.cli());
    }

    private static Work work(WorkerProcess worker, Ends ends) {
        int jobs = ends.byWorker().getOrDefault(worker.number(), 0);
        return new Work(worker.number(), worker.pid(), jobs, worker.isKilled());
    }

    private <T extends AutoCloseable> T closeLater(T part) {
        toClose.push(part);
        return part;
    }
}
