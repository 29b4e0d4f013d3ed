package dev.baton.server.http;

import dev.baton.server.access.Caller;
import dev.baton.server.live.Listener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.jspecify.annotations.Nullable;

/**
 * Answers that go on: as server-sent events, or over a WebSocket if the request asks for one. They hold no thread, and no
 * time-out of whole answers holds for them. Thread-safe.
 */
final class Streams {
    /** Of a request whose connection speaks no HTTP any more. */
    static final String UPGRADED = "dev.baton.upgraded";

    private static final String PROTOCOL = "baton.v1";
    /** Nobody has anything to say but pings and a farewell. */
    private static final long LONGEST_FRAME = 1_024;

    private final Executor executor;
    private final Duration idle;

    Streams(Executor executor, Duration idle) {
        this.executor = executor;
        this.idle = idle;
    }

    /** @param request let in, and whole */
    void serve(Request request, Response response, Callback callback) {
        Route route = (Route) Objects.requireNonNull(request.getAttribute(Intake.ROUTE));
        Client client = (Client) Objects.requireNonNull(request.getAttribute(Intake.CLIENT));
        CompletableFuture<Reply> reply;
        try {
            reply = route.handling().handle(ask(route, client, request));
        } catch (RuntimeException e) {
            reply = CompletableFuture.failedFuture(e);
        }
        reply.whenCompleteAsync(
                (made, failure) -> {
                    Listener listener = made == null ? null : made.listener();
                    if (listener == null) {
                        Intake.refuse(request, response, callback, Problems.of(Objects.requireNonNull(failure)));
                    } else {
                        answer(listener, client, request, response, callback);
                    }
                },
                executor);
    }

    private static Ask ask(Route route, Client client, Request request) {
        Map<String, List<String>> query;
        try {
            query = Request.extractQueryParameters(request).toMultiMap();
        } catch (IllegalArgumentException | HttpException.RuntimeException e) {
            throw ProblemException.malformed("The query cannot be read: send it encoded as UTF-8");
        }
        return new Ask(
                route,
                (Caller) Objects.requireNonNull(request.getAttribute(Intake.CALLER)),
                route.inPath(Request.getPathInContext(request)),
                route.inQuery(query),
                request.getHeaders()::get,
                (byte[]) Objects.requireNonNull(request.getAttribute(Intake.BODY)),
                client);
    }

    private void answer(Listener listener, Client client, Request request, Response response, Callback callback) {
        if (request.getMethod().equals("HEAD")) {
            listener.close();
            response.setStatus(200);
            response.getHeaders().put("Content-Type", EventText.MEDIA_TYPE);
            response.write(true, ByteBuffer.allocate(0), callback);
        } else if ("websocket".equalsIgnoreCase(request.getHeaders().get("Upgrade"))) {
            upgrade(listener, request, response, callback);
        } else {
            send(listener, client, response, callback);
        }
    }

    private static void send(Listener listener, Client client, Response response, Callback callback) {
        SseOutlet outlet = new SseOutlet(response, Callback.from(callback, client::answering));
        client.whenGone(listener::close);
        outlet.open().whenComplete((done, failure) -> {
            if (failure != null) {
                listener.close();
            }
            listener.tellTo(outlet);
        });
    }

    private void upgrade(Listener listener, Request request, Response response, Callback callback) {
        SocketOutlet outlet = new SocketOutlet(listener);
        boolean upgraded = false;
        request.setAttribute(UPGRADED, true);
        try {
            var mappings = new WebSocketMappings(WebSocketServerComponents.ensureWebSocketComponents(
                    request.getConnectionMetaData().getConnector().getServer()));
            upgraded = mappings.upgrade(
                    (asked, answer, done) -> {
                        choose(asked.getSubProtocols(), answer);
                        return outlet;
                    },
                    request,
                    response,
                    callback,
                    configuration -> {
                        configuration.setIdleTimeout(idle);
                        configuration.setMaxFrameSize(LONGEST_FRAME);
                        configuration.setAutoFragment(false);
                    });
        } catch (RuntimeException e) {
            refuse(listener, request, response, callback);
            return;
        }
        if (!upgraded) {
            refuse(listener, request, response, callback);
        }
    }

    private static void choose(@Nullable List<String> offered, ServerUpgradeResponse answer) {
        answer.setExtensions(List.of()); // to compress costs more memory for each listener than it saves
        if (offered != null && offered.contains(PROTOCOL)) {
            answer.setAcceptedSubProtocol(PROTOCOL);
        }
    }

    private static void refuse(Listener listener, Request request, Response response, Callback callback) {
        listener.close();
        request.removeAttribute(UPGRADED);
        Intake.refuse(
                request,
                response,
                callback,
                Problem.of(ProblemKind.MALFORMED, "This is no handshake of a WebSocket: send one of RFC 6455"));
    }
}
