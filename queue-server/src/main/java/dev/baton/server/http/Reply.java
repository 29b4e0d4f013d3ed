package dev.baton.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.server.live.Listener;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer, or one that goes on.
 *
 * @param listener what follows the body, as it happens; null if nothing does
 */
record Reply(
        int status,
        String mediaType,
        byte[] body,
        Map<String, String> headers,
        @Nullable Listener listener) {
    static final Reply NO_CONTENT = new Reply(204, "", new byte[0], Map.of());

    Reply(int status, String mediaType, byte[] body, Map<String, String> headers) {
        this(status, mediaType, body, headers, null);
    }

    /** Events, one after the other. */
    static Reply events(Listener listener) {
        return new Reply(200, EventText.MEDIA_TYPE, new byte[0], Map.of(), listener);
    }

    static Reply json(int status, JsonNode body) {
        return new Reply(status, Json.MEDIA_TYPE, Json.write(body), Map.of());
    }

    static Reply json(JsonNode body) {
        return json(200, body);
    }

    static Reply text(String mediaType, String body) {
        return new Reply(200, mediaType, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    Reply header(String name, String value) {
        Map<String, String> fields = new java.util.LinkedHashMap<>(headers);
        fields.put(name, value);
        return new Reply(status, mediaType, body, fields, listener);
    }
}
