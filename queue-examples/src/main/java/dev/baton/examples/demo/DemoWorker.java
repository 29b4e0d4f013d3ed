package dev.baton.examples.demo;

import dev.baton.Baton;
import dev.baton.model.Retention;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.Logging;
import dev.baton.worker.program.Signals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A worker process of the demo, started by it. Says {@code ready} on stdout; ends in good order when it reads
 * {@code stop} on stdin, and at once when stdin ends, which is how it learns that the demo is gone.
 */
public final class DemoWorker {
    /** Handlers that run at once in each process. */
    static final int CONCURRENCY = 4;

    /** Shorter than the default, so that nobody watching has to wait long for the jobs of the killed worker. */
    static final Duration EXPIRY = Duration.ofSeconds(3);

    static final String READY = "ready";
    static final String STOP = "stop";

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    /** Results are looked up at the end, so none may be purged before. */
    private static final Retention RETENTION =
            new Retention(Duration.ofHours(24), 2 * Inputs.MOST, Long.MAX_VALUE, Duration.ofDays(30));

    private DemoWorker() {}

    /** Arguments: the URI of Redis in the environment variable BATON_DEMO_REDIS; queue, output directory, number. */
    public static void main(String[] arguments) {
        Logging.configure(false);
        // Ctrl-C reaches every process of the terminal; the demo decides what becomes of its workers.
        Signals.install(() -> {});
        try {
            work(arguments[0], Path.of(arguments[1]), Integer.parseInt(arguments[2]));
            System.exit(0);
        } catch (RuntimeException | IOException e) {
            System.err.println("demo worker: " + Failures.sentence(e));
            System.exit(1);
        }
    }

    private static void work(String queue, Path output, int number) throws IOException {
        var handlers = new FileHandlers(new Results(output), number);
        try (var baton = Baton.connect(String.valueOf(System.getenv(WorkerProcess.REDIS)));
                var worker = baton.worker()
                        .queue(queue, q -> q.concurrency(CONCURRENCY))
                        .handleOutcome(FileJobs.THUMBNAIL, handlers::thumbnail)
                        .handleOutcome(FileJobs.DIGEST, handlers::digest)
                        .heartbeat(HEARTBEAT, EXPIRY)
                        .retention(RETENTION)
                        .start()) {
            System.out.println(READY);
            byte[] word = System.in.readNBytes(STOP.length());
            if (word.length < STOP.length()) {
                Runtime.getRuntime().halt(1);
            }
        }
    }
}
