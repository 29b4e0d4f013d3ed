package dev.baton.chaos.worker;

import dev.baton.Baton;
import dev.baton.Worker;
import dev.baton.WorkerListener;
import dev.baton.chaos.log.EventLog;
import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.sabotage.SabotagedStore;
import dev.baton.json.JacksonCodec;
import dev.baton.model.JobStatus;
import dev.baton.model.Retention;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.store.Store;
import dev.baton.worker.program.Logging;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/**
 * A worker in a JVM of its own that tells all it does: {@code ready name=…}, the events of {@link TellingHandler} and of
 * {@link TellingStore}, {@code settled id=… to=…}, {@code lost id=…}. It obeys the lines {@code begin}, {@code go} and
 * {@code pass}, stops on SIGTERM, and ends when its input ends, so that none outlives the suite.
 */
public final class FaultWorker implements AutoCloseable {
    /** Room for everything that a row makes, so that the audit finds it all. */
    private static final Retention ALL = new Retention(Duration.ofHours(24), 1_000_000, 1L << 30, Duration.ofDays(30));

    private final Baton baton;
    private final Worker worker;

    private FaultWorker(WorkerPlan plan, EventLog log, TellingHandler handler, Halt halt) {
        baton = Baton.on(store(plan, log, halt), options -> {});
        worker = baton.worker()
                .queue(plan.text("queue"), queue -> queue.concurrency(plan.number("concurrency")))
                .heartbeat(plan.length("heartbeat"), plan.length("expiry"))
                .grace(plan.length("grace"))
                .retention(ALL)
                .listener(new Teller(log))
                .handle(Work.TYPE, handler)
                .handle(Work.LIMITED, handler)
                .start();
        log.say("ready name=" + worker.name());
    }

    private static Store store(WorkerPlan plan, EventLog log, Halt halt) {
        String uri = plan.text("uri");
        var options = RedisStoreOptions.of(uri, new JacksonCodec()).withCommandTimeout(plan.length("timeout"));
        if (!plan.text("eviction").isEmpty()) {
            options = options.withEvictionAllowed();
        }
        if (!plan.text("clock").isEmpty()) {
            options = options.withClockForTests(() -> deceived(Path.of(plan.text("clock"))));
        }
        Store halting = new HaltingStore(new TellingStore(RedisStore.connect(options), log), uri, halt);
        return Sabotage.ofThisProcess()
                .<Store>map(sabotage -> SabotagedStore.by(sabotage, halting))
                .orElse(halting);
    }

    private static Instant deceived(Path seconds) {
        try {
            return Instant.now()
                    .plusSeconds(Long.parseLong(Files.readString(seconds).trim()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param words a {@link WorkerPlan} */
    public static void main(String[] words) throws IOException {
        Logging.configure(false);
        var plan = WorkerPlan.parse(words);
        var log = EventLog.ofThisProcess();
        Halt halt = plan.halt(log);
        var handler = new TellingHandler(plan.text("by"), log, halt);
        var begun = new CountDownLatch(plan.text("start").equals("later") ? 1 : 0);
        var starting = new Thread(() -> run(plan, log, handler, halt, begun), "fault-worker");
        starting.start();
        log.say("up");
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String order;
        while ((order = orders.readLine()) != null) {
            switch (order) {
                case "begin" -> begun.countDown();
                case "go" -> handler.go();
                case "pass" -> halt.pass();
                default -> throw new IllegalArgumentException(order);
            }
        }
        Runtime.getRuntime().halt(3);
    }

    private static void run(WorkerPlan plan, EventLog log, TellingHandler handler, Halt halt, CountDownLatch begun) {
        try {
            begun.await();
            var worker = new FaultWorker(plan, log, handler, halt);
            Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.say("broken");
            System.err.println("The worker does not start: " + e);
            Runtime.getRuntime().halt(1);
        }
    }

    @Override
    public void close() {
        try (baton) {
            worker.close();
        }
    }

    private record Teller(EventLog log) implements WorkerListener {
        @Override
        public void onSettled(String queue, String jobId, JobStatus to) {
            log.say("settled id=" + jobId + " to=" + to.word());
        }

        @Override
        public void onClaimLost(String queue, String jobId) {
            log.say("lost id=" + jobId);
        }
    }
}
