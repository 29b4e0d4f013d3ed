package dev.baton.worker;

import dev.baton.JobHandler;
import dev.baton.OutcomeHandler;
import dev.baton.RawHandler;
import dev.baton.Worker;
import dev.baton.WorkerBuilder;
import dev.baton.WorkerHost;
import dev.baton.WorkerListener;
import dev.baton.model.Durations;
import dev.baton.model.Grammar;
import dev.baton.model.JobType;
import dev.baton.model.Outcome;
import dev.baton.model.Printable;
import dev.baton.model.Retention;
import dev.baton.worker.WorkerSettings.QueueSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects and checks what a worker is to be; bad values are refused where they are given. */
final class WorkerSetup implements WorkerBuilder {
    private static final int DEFAULT_QUEUE_CONCURRENCY = 16;

    private final WorkerHost host;
    private final Map<String, QueueSettings> queues = new LinkedHashMap<>();
    private final Handlers handlers;
    private @Nullable Integer concurrency;
    private Duration heartbeat = Duration.ofSeconds(3);
    private Duration expiry = Duration.ofSeconds(9);
    private Duration grace = Duration.ofSeconds(10);
    private int maxCrashes = 3;
    private Retention retention = Retention.DEFAULT;
    private Duration report = Duration.ZERO;
    private Threads threads = Threads.AUTO;
    private WorkerListener listener = Events.NOBODY;
    private @Nullable Duration timeout;
    private boolean started;

    WorkerSetup(WorkerHost host) {
        this.host = host;
        this.handlers = new Handlers(host.codec());
    }

    @Override
    public WorkerBuilder queue(String name) {
        return queue(name, options -> {});
    }

    @Override
    public WorkerBuilder queue(String name, Consumer<QueueOptions> options) {
        Grammar.requireQueueName(name);
        if (queues.containsKey(name)) {
            throw new IllegalArgumentException("The queue " + Printable.quote(name) + " is named twice: name it once");
        }
        Options chosen = new Options();
        options.accept(chosen);
        queues.put(name, new QueueSettings(name, chosen.concurrency, chosen.weight));
        return this;
    }

    @Override
    public <P, R> WorkerBuilder handle(JobType<P, R> type, JobHandler<? super P, ? extends R> handler) {
        return handle(type, handler, options -> {});
    }

    @Override
    public <P, R> WorkerBuilder handle(
            JobType<P, R> type, JobHandler<? super P, ? extends R> handler, Consumer<HandlerOptions> options) {
        return handleOutcome(type, (payload, context) -> Outcome.done(handler.handle(payload, context)), options);
    }

    @Override
    public <P, R> WorkerBuilder handleOutcome(JobType<P, R> type, OutcomeHandler<? super P, R> handler) {
        return handleOutcome(type, handler, options -> {});
    }

    @Override
    public <P, R> WorkerBuilder handleOutcome(
            JobType<P, R> type, OutcomeHandler<? super P, R> handler, Consumer<HandlerOptions> options) {
        ErrorRules rules = new ErrorRules();
        options.accept(rules);
        handlers.add(type, handler, rules);
        return this;
    }

    @Override
    public WorkerBuilder handleOthers(RawHandler handler) {
        handlers.addOthers(handler);
        return this;
    }

    @Override
    public WorkerBuilder concurrency(int number) {
        concurrency = requireIn("concurrency", number, 1, 10_000);
        return this;
    }

    @Override
    public WorkerBuilder heartbeat(Duration period, Duration expires) {
        if (period.compareTo(Duration.ofMillis(100)) < 0 || period.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("The heartbeat period " + period + " is not allowed: use 100 ms to 1 h");
        }
        if (expires.compareTo(period.multipliedBy(3)) < 0 || expires.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("The heartbeat expiry " + expires
                    + " is not allowed: use at least three periods, " + period.multipliedBy(3) + ", and at most 1 day");
        }
        heartbeat = period;
        expiry = expires;
        return this;
    }

    @Override
    public WorkerBuilder grace(Duration period) {
        grace = requireGrace(period);
        return this;
    }

    static Duration requireGrace(Duration period) {
        if (period.isNegative() || period.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("The grace period " + period + " is not allowed: use 0 s to 1 day");
        }
        return period;
    }

    @Override
    public WorkerBuilder maxCrashes(int crashes) {
        maxCrashes = requireIn("maxCrashes", crashes, 1, 100);
        return this;
    }

    @Override
    public WorkerBuilder timeout(Duration perRun) {
        timeout = Durations.requireLength("time-out", perRun);
        return this;
    }

    @Override
    public WorkerBuilder retention(Retention bounds) {
        retention = bounds;
        return this;
    }

    @Override
    public WorkerBuilder report(Duration period) {
        Durations.requireLength("report period", period);
        if (period.compareTo(Duration.ofSeconds(1)) < 0 || period.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("The report period " + period + " is not allowed: use 1 s to 1 h");
        }
        report = period;
        return this;
    }

    @Override
    public WorkerBuilder threads(Threads kind) {
        threads = kind;
        return this;
    }

    @Override
    public WorkerBuilder listener(WorkerListener told) {
        listener = told;
        return this;
    }

    @Override
    public Worker start() {
        if (started) {
            throw new IllegalStateException("This worker was started already: describe a new one by baton.worker()");
        }
        if (queues.isEmpty()) {
            throw new IllegalArgumentException("The worker has no queue: name one by queue(\"…\")");
        }
        if (handlers.isEmpty()) {
            throw new IllegalArgumentException("The worker has no handler: add one by handle(type, …)");
        }
        int sum = queues.values().stream().mapToInt(QueueSettings::concurrency).sum();
        WorkerSettings settings = new WorkerSettings(
                new ArrayList<>(queues.values()),
                concurrency == null ? Math.min(sum, 10_000) : concurrency,
                heartbeat,
                expiry,
                grace,
                maxCrashes,
                retention,
                report,
                threads,
                listener,
                timeout);
        Worker worker = RunningWorker.start(host, settings, handlers);
        started = true;
        return worker;
    }

    private static int requireIn(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " " + value + " is not allowed: use " + least + " to " + most);
        }
        return value;
    }

    private static final class Options implements QueueOptions {
        private int concurrency = DEFAULT_QUEUE_CONCURRENCY;
        private int weight = 1;

        @Override
        public QueueOptions concurrency(int handlers) {
            concurrency = requireIn("concurrency", handlers, 1, 10_000);
            return this;
        }

        @Override
        public QueueOptions weight(int share) {
            weight = requireIn("weight", share, 1, 1000);
            return this;
        }
    }
}
