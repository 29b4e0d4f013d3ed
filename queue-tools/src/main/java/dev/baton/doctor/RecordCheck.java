package dev.baton.doctor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.baton.model.Grammar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** Reads records as the documents describe them. Needs no Redis. */
final class RecordCheck {
    /** Most bytes of a payload. */
    static final long PAYLOAD_BYTES = 1 << 20;
    /** What a record may have beside its payload: names, sixteen tags, options. */
    static final long ROUND_ABOUT_BYTES = 4_096;

    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> WHOLE =
            Set.of("enqueuedAt", "attempts", "firstDelayMillis", "maxDelayMillis", "timeoutMillis", "deadlineMillis");
    private static final Set<String> DECIMAL = Set.of("multiplier", "jitter");

    private RecordCheck() {}

    /** What is wrong with a record; empty if it can be read. Fields that are not in the model may be of a later release. */
    static Optional<String> complaint(String record) {
        byte[] bytes = record.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length == 0) {
            return Optional.of("it is empty");
        }
        try (JsonParser parser = JSON.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.of("it is no JSON object");
            }
            boolean version = false;
            boolean time = false;
            boolean type = false;
            boolean payload = false;
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                Optional<String> complaint = value(name, value, parser);
                if (complaint.isPresent()) {
                    return complaint;
                }
                version |= name.equals("v");
                time |= name.equals("enqueuedAt");
                type |= name.equals("type");
                payload |= name.equals("payload");
                parser.skipChildren();
                parser.finishToken();
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                return Optional.of("something stands behind its end");
            }
            String missing = !version ? "v" : !time ? "enqueuedAt" : !type ? "type" : !payload ? "payload" : "";
            return missing.isEmpty() ? Optional.empty() : Optional.of("it has no field " + missing);
        } catch (JsonProcessingException e) {
            return Optional.of("it is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            return Optional.of("it cannot be read: " + e.getMessage());
        }
    }

    private static Optional<String> value(String name, JsonToken value, JsonParser parser) throws IOException {
        if (name.equals("v")
                && (value != JsonToken.VALUE_NUMBER_INT || !parser.getText().equals("1"))) {
            return Optional.of("its version v is not 1");
        }
        if (name.equals("type") && (value != JsonToken.VALUE_STRING || !Grammar.isName(parser.getText()))) {
            return Optional.of("its type is no name");
        }
        if (WHOLE.contains(name)
                && (value != JsonToken.VALUE_NUMBER_INT
                        || parser.getText().startsWith("-")
                        || parser.getText().length() > 18)) {
            return Optional.of("its " + name + " is no whole number from 0 on");
        }
        if (DECIMAL.contains(name) && !value.isNumeric()) {
            return Optional.of("its " + name + " is no number");
        }
        if (name.equals("chosen") && !value.isBoolean()) {
            return Optional.of("its chosen is neither true nor false");
        }
        if (name.equals("tags") && value != JsonToken.START_ARRAY) {
            return Optional.of("its tags are no list");
        }
        return Optional.empty();
    }
}
