package dev.baton.worker.faults;

import dev.baton.Baton;
import dev.baton.Worker;
import dev.baton.WorkerListener;
import dev.baton.WorkerStats;
import dev.baton.json.JacksonCodec;
import dev.baton.model.JobStatus;
import dev.baton.model.Retention;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A worker that tells all it does, in this JVM or, by {@link #main}, in one of its own: {@code ready name=…}, the events of
 * {@link TellingHandler}, {@code settled id=… to=…}, {@code lost id=…}. A worker of its own JVM obeys the lines {@code go}
 * and {@code pass}, stops on SIGTERM, and ends when its input ends, so that none outlives the tests.
 */
final class FaultWorker implements AutoCloseable {
    /** Room for everything that a test makes, so that the audit finds it all. */
    private static final Retention ALL = new Retention(Duration.ofHours(24), 1_000_000, 1L << 30, Duration.ofDays(30));

    private final Baton baton;
    private final Worker worker;
    private final TellingHandler handler;
    private final Halt halt;

    private FaultWorker(WorkerPlan plan, EventLog log) {
        halt = plan.halt(log);
        handler = new TellingHandler(plan.text("by"), log, halt);
        String uri = plan.text("uri");
        var store = RedisStore.connect(RedisStoreOptions.of(uri, new JacksonCodec()));
        baton = Baton.on(new HaltingStore(store, uri, halt), options -> {});
        worker = baton.worker()
                .queue(plan.text("queue"), queue -> queue.concurrency(plan.number("concurrency")))
                .heartbeat(plan.length("heartbeat"), plan.length("expiry"))
                .grace(plan.length("grace"))
                .retention(ALL)
                .listener(new Teller(log))
                .handle(Work.TYPE, handler)
                .start();
        log.say("ready name=" + worker.name());
    }

    /** In this JVM, telling to a file. */
    static FaultWorker start(WorkerPlan plan, Path log) {
        return new FaultWorker(plan, EventLog.of(log));
    }

    /** @param words a {@link WorkerPlan} */
    public static void main(String[] words) throws IOException {
        var worker = new FaultWorker(WorkerPlan.parse(words), EventLog.ofThisProcess());
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String order;
        while ((order = orders.readLine()) != null) {
            switch (order) {
                case "go" -> worker.go();
                case "pass" -> worker.halt.pass();
                default -> throw new IllegalArgumentException(order);
            }
        }
        Runtime.getRuntime().halt(3);
    }

    /** The word that waiting jobs wait for. */
    void go() {
        handler.go();
    }

    String name() {
        return worker.name();
    }

    WorkerStats stats() {
        return worker.stats();
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
