package dev.baton.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as RFC 9457 tells it.
 *
 * @param detail one sentence: the thing, the value (escaped), and what would be right
 * @param more further members, for programs
 * @param headers further headers
 */
record Problem(ProblemKind kind, String detail, Map<String, String> more, Map<String, String> headers) {
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(ProblemKind kind, String detail) {
        return new Problem(kind, detail, Map.of(), Map.of());
    }

    Problem with(String member, String value) {
        Map<String, String> members = new LinkedHashMap<>(more);
        members.put(member, value);
        return new Problem(kind, detail, members, headers);
    }

    Problem header(String name, String value) {
        Map<String, String> fields = new LinkedHashMap<>(headers);
        fields.put(name, value);
        return new Problem(kind, detail, more, fields);
    }

    ProblemException thrown() {
        return new ProblemException(this);
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("type", kind.type())
                .put("title", kind.title())
                .put("status", kind.status())
                .put("detail", detail);
        more.forEach(json::put);
        return json;
    }

    Reply reply() {
        return new Reply(kind.status(), MEDIA_TYPE, Json.write(json()), headers);
    }
}
