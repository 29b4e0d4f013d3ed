package dev.baton.worker.standalone;

import dev.baton.Baton;
import dev.baton.Worker;
import dev.baton.WorkerBuilder;
import dev.baton.model.Printable;
import dev.baton.worker.program.DurationText;
import dev.baton.worker.program.OwnRedis;
import dev.baton.worker.program.Signals;
import dev.baton.worker.program.UsageException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of the standalone worker: from its first line to the stop that a signal asks for. Used once. */
final class StandaloneRun {
    private static final Logger LOG = LoggerFactory.getLogger(StandaloneRun.class);

    private final WorkerSettings settings;
    private final Map<String, String> environment;
    private final PrintStream out;
    private final Deque<Runnable> toClose = new ArrayDeque<>();

    /**
     * @param environment of the process: commands get it, and it names the home
     * @param out one line for each thing that was started
     */
    StandaloneRun(WorkerSettings settings, Map<String, String> environment, PrintStream out) {
        this.settings = settings;
        this.environment = environment;
        this.out = out;
    }

    /**
     * Starts all, waits for the first signal, stops all.
     *
     * @throws UsageException if what was asked for does not fit
     * @throws RuntimeException if it cannot start; what had been started is stopped
     */
    void run() throws InterruptedException {
        Signals signals;
        try {
            Handlers handlers = Handlers.open(settings, environment);
            toClose.push(handlers::close);
            signals = Signals.install(handlers::close);
            Baton baton = connect();
            Worker worker = start(baton, handlers);
            toClose.push(() -> stop(worker));
            line("ready", worker.name() + ", " + settings.concurrency() + " at once; stop it with SIGTERM or Ctrl-C");
            signals.await();
        } finally {
            closeAll();
        }
        signals.ended();
        out.println("stopped");
    }

    private Baton connect() {
        String uri;
        if (settings.redis().isPresent()) {
            uri = settings.redis().get();
        } else {
            var own = OwnRedis.start(settings.data().orElseGet(() -> OwnRedis.defaultDirectory(environment)));
            toClose.push(own::close);
            uri = own.uri();
            line("data", own.directory() + " (Redis " + own.version() + " of its own, append-only file)");
        }
        Baton baton;
        try {
            baton = Baton.connect(uri, options -> {
                if (settings.allowEviction()) {
                    options.allowEviction();
                }
            });
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        toClose.push(baton::close);
        line("redis", address(baton));
        return baton;
    }

    private Worker start(Baton baton, Handlers handlers) {
        line("queues", settings.queues().stream().map(QueueShare::toString).collect(Collectors.joining(", ")));
        line("handlers", handlers.toString());
        return start(baton, settings, handlers);
    }

    /** @throws UsageException if what was asked for does not fit */
    static Worker start(Baton baton, WorkerSettings settings, Handlers handlers) {
        WorkerBuilder builder = baton.worker()
                .concurrency(settings.concurrency())
                .threads(settings.threads())
                .grace(settings.grace())
                .heartbeat(settings.heartbeat(), settings.expiry())
                .maxCrashes(settings.maxCrashes());
        settings.report().ifPresent(builder::report);
        settings.timeout().ifPresent(builder::timeout);
        for (QueueShare queue : settings.queues()) {
            // Each queue may use all handlers while the others are empty; the weights decide when they are not.
            builder.queue(
                    queue.name(), q -> q.concurrency(settings.concurrency()).weight(queue.weight()));
        }
        handlers.register(builder);
        try {
            return builder.start();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private void stop(Worker worker) {
        line(
                "stopping",
                "running handlers have " + DurationText.format(settings.grace()) + "; a second signal ends it at once");
        boolean allEnded = worker.stop();
        var stats = worker.stats();
        line(
                "worked",
                stats.done() + " done, " + stats.retried() + " to retry, " + stats.dead() + " dead, " + stats.released()
                        + " given back" + (allEnded ? "" : "; some handlers had to be interrupted"));
    }

    /** In the reverse order of their start; one that fails does not keep the others open. */
    private void closeAll() {
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().run();
            } catch (RuntimeException e) {
                LOG.warn("A part of the worker could not be stopped cleanly", e);
            }
        }
    }

    /** Baton shows its address without secrets. */
    private static String address(Baton baton) {
        String text = baton.toString();
        int open = text.indexOf('[');
        return open >= 0 && text.endsWith("]") ? text.substring(open + 1, text.length() - 1) : text;
    }

    private void line(String name, String value) {
        out.println(String.format("%-9s %s", name, Printable.line(value, 2000)));
    }
}
