package dev.baton.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A whole answer. */
record Reply(int status, String mediaType, byte[] body, Map<String, String> headers) {
    static final Reply NO_CONTENT = new Reply(204, "", new byte[0], Map.of());

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
        return new Reply(status, mediaType, body, fields);
    }
}
