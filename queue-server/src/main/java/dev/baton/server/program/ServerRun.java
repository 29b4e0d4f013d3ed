package dev.baton.server.program;

import dev.baton.Baton;
import dev.baton.json.JacksonCodec;
import dev.baton.model.Printable;
import dev.baton.model.Retention;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.server.Gateway;
import dev.baton.server.access.Access;
import dev.baton.server.access.KeyFile;
import dev.baton.server.http.HttpDoor;
import dev.baton.server.http.HttpSettings;
import dev.baton.server.lending.LendingDesk;
import dev.baton.server.tcp.TcpDoor;
import dev.baton.server.tcp.TcpSettings;
import dev.baton.store.Store;
import dev.baton.worker.Sweeps;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.HostPort;
import dev.baton.worker.program.OwnRedis;
import dev.baton.worker.program.Signals;
import dev.baton.worker.program.UsageException;
import dev.baton.worker.standalone.InnerWorker;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of the server: from its first line to the stop that a signal asks for. Used once. */
final class ServerRun {
    private static final Logger LOG = LoggerFactory.getLogger(ServerRun.class);
    private static final Duration EXPIRY = Duration.ofSeconds(9);

    private final ServerSettings settings;
    private final Map<String, String> environment;
    private final PrintStream out;
    private final Deque<Runnable> toClose = new ArrayDeque<>();

    /**
     * @param environment of the process: commands get it, and it names the home
     * @param out one line for each thing that was started
     */
    ServerRun(ServerSettings settings, Map<String, String> environment, PrintStream out) {
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
            // What can be wrong without a Redis is found before one is started.
            Access access = access();
            Optional<InnerWorker.Prepared> prepared = prepareWorker();
            signals = Signals.install(() -> prepared.ifPresent(InnerWorker.Prepared::close));
            Store store = connect();
            // Closes the store behind it, once what waits to be enqueued is sent.
            Baton baton = Baton.on(store, options -> {});
            toClose.push(baton::close);
            Sweeps sweeps = Sweeps.start(store, new Sweeps.Settings(EXPIRY, settings.maxCrashes(), Retention.DEFAULT));
            toClose.push(sweeps::close);
            LendingDesk desk = new LendingDesk(store, new JacksonCodec(), sweeps::lent);
            toClose.push(desk::close);
            Optional<InnerWorker> worker = prepared.map(ready -> startWorker(ready, baton));
            Gateway gateway = new Gateway(baton, store, desk, access);
            open(gateway);
            settings.report()
                    .ifPresent(period ->
                            report(period, new ServerReport.Sources(baton, gateway.requests(), desk, worker)));
            line("ready", "stop it with SIGTERM or Ctrl-C");
            signals.await();
            line("stopping", "a second signal ends it at once");
        } finally {
            closeAll();
        }
        signals.ended();
        out.println("stopped");
    }

    private Access access() {
        if (settings.keys().isEmpty()) {
            return Access.open();
        }
        try {
            return KeyFile.read(settings.keys().get());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--keys: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UsageException("The file of --keys cannot be read: " + Failures.reason(e), e);
        }
    }

    private Optional<InnerWorker.Prepared> prepareWorker() {
        if (settings.worker().isEmpty()) {
            return Optional.empty();
        }
        InnerWorker.Prepared prepared = InnerWorker.prepare(settings.worker(), environment);
        toClose.push(prepared::close);
        return Optional.of(prepared);
    }

    private Store connect() {
        String uri;
        if (settings.redis().isPresent()) {
            uri = settings.redis().get();
        } else {
            OwnRedis own = OwnRedis.start(settings.data().orElseGet(() -> OwnRedis.defaultDirectory(environment)));
            toClose.push(own::close);
            uri = own.uri();
            line("data", own.directory() + " (Redis " + own.version() + " of its own, append-only file)");
        }
        RedisStoreOptions options = RedisStoreOptions.of(uri, new JacksonCodec());
        if (settings.allowEviction()) {
            options = options.withEvictionAllowed();
        }
        Store store;
        try {
            store = RedisStore.connect(options);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        line("redis", store.address());
        return store;
    }

    private InnerWorker startWorker(InnerWorker.Prepared prepared, Baton baton) {
        InnerWorker worker = prepared.start(baton);
        toClose.push(worker::close);
        line("worker", prepared + ", on " + settings.queue());
        return worker;
    }

    /** The doors last, so that whoever comes finds all of it. */
    private void open(Gateway gateway) {
        settings.tcp().ifPresent(at -> {
            TcpDoor door = opened(
                    "--tcp",
                    () -> TcpDoor.open(
                            gateway,
                            TcpSettings.DEFAULTS
                                    .withHost(at.host())
                                    .withPort(at.port())
                                    .withQueue(settings.tcpQueue())
                                    .withLease(settings.lease()),
                            settings.tls()));
            toClose.push(door::close);
            line(
                    "tcp",
                    new HostPort(at.host(), door.port()) + (settings.tls().isPresent() ? ", by TLS" : "")
                            + ", NEXT takes from " + settings.tcpQueue());
        });
        settings.http().ifPresent(at -> {
            HttpDoor door = opened(
                    "--http",
                    () -> HttpDoor.open(
                            gateway,
                            HttpSettings.defaults()
                                    .withHost(at.host())
                                    .withPort(at.port())
                                    .withHosts(settings.hosts())
                                    .withQueue(settings.queue())
                                    .withRedaction(settings.redaction())
                                    .withTls(settings.tls())));
            toClose.push(door::close);
            line(
                    "http",
                    (settings.tls().isPresent() ? "https://" : "http://") + new HostPort(at.host(), door.port())
                            + ", /tasks and /submit go to " + settings.queue());
        });
    }

    private static <T> T opened(String option, java.util.function.Supplier<T> door) {
        try {
            return door.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage(), e);
        }
    }

    private void report(Duration period, ServerReport.Sources sources) {
        ServerReport report = ServerReport.start(period, sources);
        toClose.push(report::close);
    }

    /** In the reverse order of their start; one that fails does not keep the others open. */
    private void closeAll() {
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().run();
            } catch (RuntimeException e) {
                LOG.warn("A part of the server could not be stopped cleanly", e);
            }
        }
    }

    private void line(String name, String value) {
        out.println(String.format("%-9s %s", name, Printable.line(value, 2000)));
    }
}
