package dev.baton.server.http;

import dev.baton.server.access.Caller;
import dev.baton.server.dashboard.DashboardFiles;
import dev.baton.server.figures.Recent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests in: asks the guard, and only then reads the body, without holding a thread however slowly it comes. What
 * reaches the routes is whole, bounded, and let in. Thread-safe.
 */
final class Intake extends Handler.Wrapper {
    static final String ROUTE = "dev.baton.route";
    static final String CALLER = "dev.baton.caller";
    static final String BODY = "dev.baton.body";
    static final String CLIENT = "dev.baton.client";

    private final RouteTable table;
    private final DashboardHandler dashboard;
    private final Guard guard;
    private final HttpLimits limits;
    private final Arrivals arrivals;
    private final HttpMetrics metrics;
    private final AuditLog audit;
    private final Streams streams;
    private final ScheduledExecutorService clock;
    private final Recent times;
    private final AtomicLong bodyBytes = new AtomicLong();

    Intake(
            RouteTable table,
            DashboardHandler dashboard,
            Guard guard,
            HttpLimits limits,
            Arrivals arrivals,
            HttpMetrics metrics,
            AuditLog audit,
            Streams streams,
            ScheduledExecutorService clock,
            Recent times) {
        this.table = table;
        this.dashboard = dashboard;
        this.guard = guard;
        this.limits = limits;
        this.arrivals = arrivals;
        this.metrics = metrics;
        this.audit = audit;
        this.streams = streams;
        this.clock = clock;
        this.times = times;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        long begin = System.nanoTime();
        SafeHeaders.put(response.getHeaders());
        String path = Request.getPathInContext(request);
        Optional<Route> route = table.match(request.getMethod(), path);
        Client client = client(request);
        request.setAttribute(CLIENT, client);
        var reading = new BodyReading(request, response, callback);
        Request.addCompletionListener(request, failure -> {
            if (request.getAttribute(Streams.UPGRADED) == null) {
                arrivals.expect(request.getConnectionMetaData().getConnection().getEndPoint());
            }
            reading.giveBack();
            long nanos = System.nanoTime() - begin;
            metrics.count(
                    route.map(Route::path).orElseGet(() -> dashboard.has(path) ? DashboardFiles.ROOT : "none"),
                    request.getMethod(),
                    response.getStatus(),
                    nanos);
            if (!waitsAsTold(request) && !route.map(Route::goesOn).orElse(false)) {
                times.add(nanos);
            }
        });
        try {
            guard.slow(client.address());
            if (route.isEmpty()) {
                arrived(request);
                partUnlessRead(request, response);
                return super.handle(request, response, callback);
            }
            guard.admit(route.get(), request);
            request.setAttribute(ROUTE, route.get());
            if (request.getLength() > limits.bodyBytes()) {
                throw tooLarge().thrown();
            }
        } catch (ProblemException e) {
            audit.refused(
                    route,
                    request.getAttribute(CALLER) instanceof Caller caller ? caller.name() : "",
                    client,
                    path,
                    e.problem());
            refuse(request, response, callback, e.problem());
            return true;
        }
        reading.run();
        return true;
    }

    /** For a job: how long that takes tells nothing of this door. */
    private static boolean waitsAsTold(Request request) {
        String query = request.getHttpURI().getQuery();
        return query != null && query.contains("wait=");
    }

    private void arrived(Request request) {
        arrivals.arrived(request.getConnectionMetaData().getConnection().getEndPoint());
    }

    private Client client(Request request) {
        Object wire =
                request.getConnectionMetaData().getConnection().getEndPoint().getTransport();
        // Below TLS lies the connection itself, on which it is seen whether the client is there.
        if (wire instanceof EndPoint beneath) {
            wire = beneath.getTransport();
        }
        return new Client(
                String.valueOf(Request.getRemoteAddr(request)),
                wire instanceof SocketChannel channel ? channel : null,
                clock);
    }

    private Problem tooLarge() {
        return Problem.of(
                ProblemKind.TOO_LARGE,
                "The body is larger than " + limits.bodyBytes() + " bytes: send it in parts, or less of it");
    }

    /** Answers before the body was read. */
    static void refuse(Request request, Response response, Callback callback, Problem problem) {
        partUnlessRead(request, response);
        Reply reply = problem.reply();
        response.setStatus(reply.status());
        reply.headers().forEach(response.getHeaders()::put);
        response.getHeaders().put("Content-Type", reply.mediaType());
        response.getHeaders().put("Content-Length", Integer.toString(reply.body().length));
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
    }

    /**
     * What was not read of a body is not wanted, so the connection ends with the answer. That is said in it: a client that kept
     * the connection would send its next request to nobody.
     */
    static void partUnlessRead(Request request, Response response) {
        if (!request.consumeAvailable()) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
    }

    /** Reads one body, whenever some of it is there. */
    private final class BodyReading implements Runnable {
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
        private final AtomicLong taken = new AtomicLong();

        BodyReading(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
        }

        @Override
        public void run() {
            try {
                Content.@Nullable Chunk chunk = request.read();
                while (chunk != null) {
                    if (Content.Chunk.isFailure(chunk)) {
                        Response.writeError(request, response, callback, chunk.getFailure());
                        return;
                    }
                    boolean last = chunk.isLast();
                    Optional<Problem> problem = keep(chunk);
                    if (problem.isPresent()) {
                        refuse(request, response, callback, problem.get());
                        return;
                    }
                    if (last) {
                        handOn();
                        return;
                    }
                    chunk = request.read();
                }
                request.demand(this);
            } catch (Throwable e) {
                Response.writeError(request, response, callback, e);
            }
        }

        private Optional<Problem> keep(Content.Chunk chunk) {
            int more = chunk.remaining();
            try {
                if (body.size() + more > limits.bodyBytes()) {
                    return Optional.of(tooLarge());
                }
                taken.addAndGet(more);
                if (bodyBytes.addAndGet(more) > limits.allBodies()) {
                    return Optional.of(
                            Problem.of(ProblemKind.UNAVAILABLE, "Too many bodies are being worked on: send this again")
                                    .header("Retry-After", "1"));
                }
                ByteBuffer bytes = chunk.getByteBuffer();
                byte[] part = new byte[bytes.remaining()];
                bytes.get(part);
                body.writeBytes(part);
                return Optional.empty();
            } finally {
                chunk.release();
            }
        }

        private void handOn() throws Exception {
            arrived(request);
            request.setAttribute(BODY, body.toByteArray());
            if (((Route) request.getAttribute(ROUTE)).goesOn()) {
                streams.serve(request, response, callback);
            } else if (!Intake.super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, 404);
            }
        }

        void giveBack() {
            bodyBytes.addAndGet(-taken.getAndSet(0));
        }
    }
}
