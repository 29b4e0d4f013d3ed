package dev.baton.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What a value of JSON looks like, as JSON Schema says it. Immutable. */
final class Schema {
    private final ObjectNode json;

    private Schema(ObjectNode json) {
        this.json = json;
    }

    static Schema text(String about) {
        return of("string", about);
    }

    static Schema whole(String about) {
        return of("integer", about);
    }

    static Schema number(String about) {
        return of("number", about);
    }

    static Schema flag(String about) {
        return of("boolean", about);
    }

    /** An instant as RFC 3339. */
    static Schema instant(String about) {
        Schema schema = of("string", about);
        schema.json.put("format", "date-time");
        return schema;
    }

    static Schema any(String about) {
        return new Schema(Json.object().put("description", about));
    }

    static Schema word(String about, List<String> words) {
        Schema schema = of("string", about);
        words.forEach(schema.json.putArray("enum")::add);
        return schema;
    }

    static Schema list(String about, Schema element) {
        Schema schema = of("array", about);
        schema.json.set("items", element.json());
        return schema;
    }

    static Schema object(String about) {
        Schema schema = of("object", about);
        schema.json.putObject("properties");
        schema.json.putArray("required");
        return schema;
    }

    /** One of two. */
    static Schema either(Schema one, Schema other) {
        Schema schema = new Schema(Json.object());
        schema.json.putArray("oneOf").add(one.json()).add(other.json());
        return schema;
    }

    /** With a member that is always there. */
    Schema with(String name, Schema member) {
        Schema more = maybe(name, member);
        more.json.withArray("required").add(name);
        return more;
    }

    /** With a member that may be missing. */
    Schema maybe(String name, Schema member) {
        ObjectNode copy = json.deepCopy();
        copy.withObject("properties").set(name, member.json());
        return new Schema(copy);
    }

    ObjectNode json() {
        return json.deepCopy();
    }

    private static Schema of(String type, String about) {
        return new Schema(Json.object().put("type", type).put("description", about));
    }
}
