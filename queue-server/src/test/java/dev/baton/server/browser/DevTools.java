package dev.baton.server.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** The wire to a browser: calls with their answers, and events by session. Thread-safe. */
final class DevTools implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final Map<String, BiConsumer<String, JsonNode>> listeners = new ConcurrentHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;
    private int last;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture("nothing");

    DevTools(URI address) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, this)
                .join();
    }

    /** Calls back with name and parameters of each event of a session, on the thread of the wire. */
    void listen(String session, BiConsumer<String, JsonNode> heard) {
        listeners.put(session, heard);
    }

    /**
     * @param session empty for the browser as a whole
     * @throws IllegalStateException if the browser refuses, or does not answer within 30 s
     */
    JsonNode call(String session, String method, ObjectNode parameters) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        send(session, method, parameters, answer);
        JsonNode json =
                answer.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
        if (json.has("error")) {
            throw new IllegalStateException(
                    method + ": " + json.path("error").path("message").asText());
        }
        return json.path("result");
    }

    /** One message may not begin before the one before it is sent. */
    private synchronized void send(
            String session, String method, ObjectNode parameters, CompletableFuture<JsonNode> answer) {
        int id = ++last;
        calls.put(id, answer);
        ObjectNode message = MAPPER.createObjectNode().put("id", id).put("method", method);
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        message.set("params", parameters);
        sent = sent.thenCompose(before -> socket.sendText(message.toString(), true));
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean whole) {
        text.append(part);
        if (whole) {
            String message = text.toString();
            text.setLength(0);
            take(message);
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        calls.values().forEach(call -> call.completeExceptionally(failure));
    }

    private void take(String message) {
        JsonNode json;
        try {
            json = MAPPER.readTree(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (json.has("id")) {
            CompletableFuture<JsonNode> call = calls.remove(json.path("id").asInt());
            if (call != null) {
                call.complete(json);
            }
        } else {
            BiConsumer<String, JsonNode> listener =
                    listeners.get(json.path("sessionId").asText());
            if (listener != null) {
                listener.accept(json.path("method").asText(), json.path("params"));
            }
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
