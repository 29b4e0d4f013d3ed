package dev.baton.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** Says where a value is not as its schema tells: types, members, words, and no member that is not told of. */
final class SchemaCheck {
    private SchemaCheck() {}

    static List<String> faults(String where, JsonNode value, JsonNode schema) {
        if (schema.has("oneOf")) {
            List<List<String>> all = new ArrayList<>();
            schema.get("oneOf").forEach(one -> all.add(faults(where, value, one)));
            long fit = all.stream().filter(List::isEmpty).count();
            return fit == 1 ? List.of() : List.of(where + " fits " + fit + " of its schemas: " + all);
        }
        List<String> faults = new ArrayList<>();
        String type = schema.path("type").asText();
        boolean fits = switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> true;
        };
        if (!fits) {
            return List.of(where + " is no " + type + " but " + value);
        }
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                faults.add(where + " has no " + name.asText());
            }
        });
        JsonNode members = schema.path("properties");
        if (!members.isEmpty()) {
            value.properties().forEach(member -> {
                if (!members.has(member.getKey())) {
                    faults.add(where + "." + member.getKey() + " is not told of");
                } else {
                    faults.addAll(
                            faults(where + "." + member.getKey(), member.getValue(), members.get(member.getKey())));
                }
            });
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            faults.addAll(faults(where + "[" + i + "]", value.get(i), schema.path("items")));
        }
        if (schema.has("enum") && schema.findValuesAsText("enum").isEmpty()) {
            boolean known = false;
            for (JsonNode word : schema.get("enum")) {
                known |= word.equals(value);
            }
            if (!known) {
                faults.add(where + " is " + value + ", which is none of " + schema.get("enum"));
            }
        }
        if (schema.path("format").asText().equals("date-time") && !isInstant(value.asText())) {
            faults.add(where + " is no instant: " + value);
        }
        return faults;
    }

    private static boolean isInstant(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
