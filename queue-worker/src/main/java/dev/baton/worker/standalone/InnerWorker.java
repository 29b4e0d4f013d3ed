package dev.baton.worker.standalone;

import dev.baton.Baton;
import dev.baton.Worker;
import dev.baton.WorkerStats;
import dev.baton.worker.program.UsageException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The standalone worker inside another program, on that program's connection. Thread-safe. Close it before the Baton that it
 * works on.
 */
public final class InnerWorker implements AutoCloseable {
    private final Handlers handlers;
    private final Worker worker;

    private InnerWorker(Handlers handlers, Worker worker) {
        this.handlers = handlers;
        this.worker = worker;
    }

    /**
     * Checks the settings before anything is started.
     *
     * @param options as on the worker's command line, without the dashes: {@code exec}, {@code http}, {@code handlers} or
     *     {@code echo} says how the work is done; {@code queue} must be there. {@code redis} and {@code data} have no say
     * @param environment handed on to commands
     * @throws UsageException in one sentence, for an option that there is not, or a value that does not fit
     */
    public static Prepared prepare(Map<String, String> options, Map<String, String> environment) {
        Map<Setting, GivenSettings.Given> given = new EnumMap<>(Setting.class);
        options.forEach((key, value) -> given.put(
                Setting.ofKey(key)
                        .orElseThrow(() -> new UsageException("There is no option --" + key + " of a worker")),
                new GivenSettings.Given(List.of(value), "--" + key)));
        WorkerSettings settings = SettingsReading.read(GivenSettings.of(given));
        return new Prepared(settings, Handlers.open(settings, environment));
    }

    /** A worker that can be started, once. If it is not, close it. */
    public static final class Prepared implements AutoCloseable {
        private final WorkerSettings settings;
        private final Handlers handlers;

        private Prepared(WorkerSettings settings, Handlers handlers) {
            this.settings = settings;
            this.handlers = handlers;
        }

        /** @throws UsageException if the handlers do not fit, in one sentence */
        public InnerWorker start(Baton baton) {
            return new InnerWorker(handlers, StandaloneRun.start(baton, settings, handlers));
        }

        @Override
        public void close() {
            handlers.close();
        }

        /** How the work is done, for people. */
        @Override
        public String toString() {
            return handlers + ", " + settings.concurrency() + " at once";
        }
    }

    /** What it has done. */
    public WorkerStats stats() {
        return worker.stats();
    }

    /** Whether it claims; see {@link Worker#health()}. */
    public boolean isClaiming() {
        return worker.health().stream().allMatch(health -> health.claiming());
    }

    /** The orderly end: running handlers have the grace period. */
    @Override
    public void close() {
        worker.stop();
        handlers.close();
    }
}
