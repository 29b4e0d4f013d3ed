package dev.baton.server.http;

import dev.baton.model.Printable;
import dev.baton.server.Gateway;
import dev.baton.server.access.Caller;
import dev.baton.server.dashboard.DashboardFiles;
import dev.baton.server.dashboard.Samples;
import dev.baton.server.live.LiveDesk;
import dev.baton.server.tls.ServerTls;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP door: REST over the gateway, on Jetty by way of Javalin. No request holds a thread while it waits, be it for its
 * body, for Redis, for a job, or for a client that reads slowly. Thread-safe.
 */
public final class HttpDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);
    private static final int LEAST_THREADS = 32;
    private static final int THREADS_A_CORE = 8;
    private static final long SWEEP_MILLIS = 500;
    private static final long PARTING_MILLIS = 5_000;
    /** Connections that are not used must not hold up the end. */
    private static final long PARTING_IDLE_MILLIS = 100;
    /** Proxies, too, take a line on which nothing comes for a dead one. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);
    /** Longer than the longest wait for a job, and than any call to Redis: a last resort. */
    private static final long LONGEST_ANSWER_MILLIS = 180_000;

    private final Javalin javalin;
    private final QueuedThreadPool threads;
    private final ScheduledThreadPoolExecutor clock;
    private final ClaimRoutes claims;
    private final LiveDesk live;
    private final Samples samples;
    private final Operations operations = new Operations();
    private final RouteTable table;
    private final AuditLog audit = new AuditLog();

    private HttpDoor(Gateway gateway, HttpSettings settings) {
        HttpMetrics metrics = new HttpMetrics();
        threads = threads();
        clock = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "baton-http-clock");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        claims = new ClaimRoutes(gateway.lending());
        samples = new Samples(gateway.baton(), gateway.store().inspection());
        live = new LiveDesk(gateway.store().events(), threads, clock, beat(settings.limits()));
        table = new RouteTable(routes(gateway, settings, claims, operations, samples, live, metrics));
        Arrivals arrivals = new Arrivals(settings.limits().arrival());
        clock.scheduleWithFixedDelay(arrivals::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        Guard guard = new Guard(gateway.access(), settings);
        DashboardHandler dashboard = new DashboardHandler(DashboardFiles.load());
        Streams streams = new Streams(threads, settings.limits().idle());
        Intake intake = new Intake(
                table,
                dashboard,
                guard,
                settings.limits(),
                arrivals,
                metrics,
                audit,
                streams,
                clock,
                gateway.requests());
        javalin = Javalin.create(config -> configure(config, settings, dashboard, intake, arrivals));
    }

    /**
     * Opens the door: when this returns, it answers.
     *
     * @throws IllegalArgumentException if it would be open to others than this machine and nobody needs a key
     * @throws IllegalStateException if the address cannot be listened on
     */
    public static HttpDoor open(Gateway gateway, HttpSettings settings) {
        if (gateway.access().anonymous().isPresent() && !isLoopback(settings.host())) {
            throw new IllegalArgumentException("The address " + Printable.quote(settings.host())
                    + " can be reached by others, and nobody needs a key: configure keys, or listen on 127.0.0.1");
        }
        HttpDoor door = new HttpDoor(gateway, settings);
        try {
            door.javalin.start();
            door.clock.scheduleWithFixedDelay(door::sample, 0, Samples.EVERY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            door.close();
            throw new IllegalStateException(
                    "The address " + settings.host() + ":" + settings.port()
                            + " cannot be listened on: choose a free port of this machine",
                    e);
        }
        return door;
    }

    /** The port it listens on. */
    public int port() {
        return javalin.port();
    }

    /** What the dashboard's charts are made of. */
    Samples samples() {
        return samples;
    }

    /** The document of the interface, as {@code /openapi.json} answers it. */
    List<Route> routes() {
        return table.routes();
    }

    /**
     * Takes no more requests; claims that wait are answered with nothing, live events end, and other requests under way have five seconds to
     * end. A second call does nothing.
     */
    @Override
    public void close() {
        claims.end();
        operations.close();
        live.close();
        javalin.stop();
        clock.shutdownNow();
    }

    /** While Redis does not answer, the charts have a gap; others report that already. */
    private void sample() {
        samples.sample().exceptionally(failure -> {
            LOG.debug("The queues could not be sampled", failure);
            return null;
        });
    }

    /** Twice before a line that stands counts as idle. */
    private static Duration beat(HttpLimits limits) {
        Duration half = limits.idle().dividedBy(2);
        return half.compareTo(LONGEST_SILENCE) < 0 ? half : LONGEST_SILENCE;
    }

    private static List<Route> routes(
            Gateway gateway,
            HttpSettings settings,
            ClaimRoutes claims,
            Operations operations,
            Samples samples,
            LiveDesk live,
            HttpMetrics metrics) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(new QueueRoutes(
                        gateway.baton(),
                        gateway.store().inspection(),
                        gateway.store().address())
                .routes());
        routes.addAll(new EnqueueRoutes(gateway.baton()).routes());
        routes.addAll(new JobRoutes(gateway.baton(), settings.redaction()).routes());
        routes.addAll(new BulkRoutes(gateway.baton(), operations, settings.redaction()).routes());
        routes.addAll(claims.routes());
        routes.addAll(new EventRoutes(gateway.baton(), live).routes());
        routes.addAll(new PlainRoutes(gateway.baton(), gateway.store().inspection(), settings).routes());
        routes.addAll(new OverviewRoutes(gateway.baton(), samples).routes());
        routes.addAll(new WatchRoutes(gateway.baton(), live, metrics).routes());
        routes.add(Route.get("/openapi.json", "This document")
                .answers(200, "It.", Schema.object("a document of OpenAPI 3.1"))
                .does(ask -> Futures.done(Reply.json(OpenApi.of(List.copyOf(routes))))));
        return routes;
    }

    private static QueuedThreadPool threads() {
        int most = Math.max(LEAST_THREADS, THREADS_A_CORE * Runtime.getRuntime().availableProcessors());
        QueuedThreadPool threads = new QueuedThreadPool(most, 4);
        threads.setName("baton-http");
        threads.setDaemon(true);
        if (VirtualThreads.areSupported()) {
            threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("baton-http-"));
        }
        return threads;
    }

    private void configure(
            JavalinConfig config, HttpSettings settings, DashboardHandler dashboard, Intake intake, Arrivals arrivals) {
        HttpLimits limits = settings.limits();
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.asyncTimeout = LONGEST_ANSWER_MILLIS;
        config.http.maxRequestSize = limits.bodyBytes() + 1L;
        config.router.ignoreTrailingSlashes = false;
        config.jetty.threadPool = threads;
        config.jetty.modifyHttpConfiguration(http -> bound(http, limits));
        config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(new JettyProblems()));
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(new JettyProblems());
            server.insertHandler(dashboard);
            server.insertHandler(intake);
            server.insertHandler(new GracefulHandler());
            server.setStopTimeout(PARTING_MILLIS);
        });
        config.jetty.addConnector((server, http) -> connector(server, http, settings, arrivals));
        for (Route route : table.routes()) {
            config.routes.addEndpoint(endpoint(HandlerType.findOrCreate(route.method()), route));
            if (route.method().equals("GET")) {
                config.routes.addEndpoint(endpoint(HandlerType.HEAD, route));
            }
        }
        config.routes.exception(HttpResponseException.class, (e, context) -> write(context, unrouted(e, context)));
        config.routes.exception(Exception.class, (e, context) -> write(context, Problems.of(e)));
    }

    private static void bound(HttpConfiguration http, HttpLimits limits) {
        http.setUriCompliance(UriCompliance.DEFAULT);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(limits.headerBytes());
        http.setIdleTimeout(limits.idle().toMillis());
    }

    private static Connector connector(
            Server server, HttpConfiguration http, HttpSettings settings, Arrivals arrivals) {
        ServerConnector connector = settings.tls()
                .map(tls -> secured(server, http, tls))
                .orElseGet(() -> new ServerConnector(server, new HttpConnectionFactory(http)));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.limits().idle().toMillis());
        connector.setShutdownIdleTimeout(PARTING_IDLE_MILLIS);
        connector.addBean(arrivals);
        connector.addBean(new NetworkConnectionLimit(settings.limits().connections(), connector));
        return connector;
    }

    private static ServerConnector secured(Server server, HttpConfiguration http, ServerTls tls) {
        SslContextFactory.Server shown = new SslContextFactory.Server();
        shown.setSslContext(tls.context());
        shown.setIncludeProtocols(tls.protocols());
        HttpConfiguration https = new HttpConfiguration(http);
        // Names are the guard's business.
        https.addCustomizer(new SecureRequestCustomizer(false));
        return new ServerConnector(
                server,
                new SslConnectionFactory(shown, HttpVersion.HTTP_1_1.asString()),
                new HttpConnectionFactory(https));
    }

    private Endpoint endpoint(HandlerType method, Route route) {
        return new Endpoint(method, route.path(), context -> context.future(() -> serve(route, context)));
    }

    private CompletableFuture<?> serve(Route route, Context context) {
        Object admitted = context.attribute(Intake.ROUTE);
        Client client = java.util.Objects.requireNonNull(context.attribute(Intake.CLIENT));
        if (admitted != route) {
            // Whoever reads the path otherwise than the guard did is not let in.
            return send(context, notFound(context).reply(), client, () -> {});
        }
        Ask ask;
        try {
            ask = ask(route, context, client);
        } catch (ProblemException e) {
            return send(context, e.problem().reply(), client, () -> {});
        }
        CompletableFuture<Reply> reply;
        try {
            reply = route.handling().handle(ask);
        } catch (RuntimeException e) {
            reply = CompletableFuture.failedFuture(e);
        }
        // Answers are written on threads of this door: those of the store are for the store.
        CompletableFuture<Reply> whole = reply.isDone()
                ? reply.handle((made, failure) -> whole(ask, made, failure))
                : reply.handleAsync((made, failure) -> whole(ask, made, failure), threads);
        return whole.thenCompose(made -> send(context, made, client, ask::mendUnsent));
    }

    private Reply whole(Ask ask, @Nullable Reply made, @Nullable Throwable failure) {
        Reply reply = made != null
                ? made
                : Problems.of(java.util.Objects.requireNonNull(failure)).reply();
        audit.done(ask, reply.status());
        return reply;
    }

    private static Ask ask(Route route, Context context, Client client) {
        Caller caller = java.util.Objects.requireNonNull(context.attribute(Intake.CALLER));
        byte[] body = java.util.Objects.requireNonNull(context.attribute(Intake.BODY));
        return new Ask(
                route,
                caller,
                context.pathParamMap(),
                route.inQuery(context.queryParamMap()),
                context::header,
                body,
                client);
    }

    /** Written without holding a thread; what cannot be sent is mended, and the client is gone. */
    private static CompletableFuture<?> send(Context context, Reply reply, Client client, Runnable mending) {
        head(context, reply, client.answering());
        CompletableFuture<Void> sent = new CompletableFuture<>();
        try {
            HttpOutput out = (HttpOutput) context.res().getOutputStream();
            out.sendContent(
                    ByteBuffer.wrap(reply.body()),
                    Callback.from(() -> sent.complete(null), sent::completeExceptionally));
        } catch (java.io.IOException e) {
            sent.completeExceptionally(e);
        }
        return sent.handle((done, failure) -> {
            if (failure != null) {
                mending.run();
            }
            return done;
        });
    }

    private static void head(Context context, Reply reply, boolean last) {
        context.status(reply.status());
        reply.headers().forEach(context::header);
        if (last) {
            context.header("Connection", "close");
        }
        if (!reply.mediaType().isEmpty()) {
            context.res().setContentType(reply.mediaType());
            context.res().setContentLength(reply.body().length);
        }
    }

    private void write(Context context, Problem problem) {
        Reply reply = problem.reply();
        head(context, reply, false);
        context.result(reply.body());
    }

    private Problem unrouted(HttpResponseException e, Context context) {
        if (e.getStatus() == 404 || e.getStatus() == 405) {
            return notFound(context);
        }
        return Problem.of(
                ProblemKind.ofStatus(e.getStatus()), "The request cannot be carried out: send valid HTTP/1.1");
    }

    private Problem notFound(Context context) {
        String path = context.path();
        String allowed = table.allowed(path);
        if (allowed.isEmpty()) {
            return Problem.of(
                    ProblemKind.NOT_FOUND,
                    "There is nothing at " + Printable.quote(path) + ": /openapi.json lists what there is");
        }
        return Problem.of(
                        ProblemKind.METHOD_NOT_ALLOWED,
                        "The method " + Printable.quote(context.req().getMethod()) + " is not known at "
                                + Printable.quote(path) + ": use " + allowed)
                .header("Allow", allowed);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "The address to listen on " + Printable.quote(host) + " is not known: use one of this machine", e);
        }
    }
}
