package dev.baton.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.baton.codec.CodecException;
import dev.baton.model.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Failures as JSON. Whatever an exception said, it can be written: cut to its bound, and made valid Unicode. */
final class FailureJson {
    private static final int ERROR_BYTES = 512;
    private static final int MESSAGE_BYTES = 4 << 10;
    private static final int STACK_BYTES = 8 << 10;

    private final JsonFactory json;

    FailureJson(JsonFactory json) {
        this.json = json;
    }

    byte[] write(Failure failure) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = json.createGenerator(out)) {
            generator.writeStartObject();
            generator.writeNumberField("attempt", failure.attempt());
            generator.writeNumberField("at", failure.at().toEpochMilli());
            Instant claimedAt = failure.claimedAt();
            if (claimedAt != null) {
                generator.writeNumberField("claimedAt", claimedAt.toEpochMilli());
            }
            generator.writeStringField("error", cut(failure.error(), ERROR_BYTES));
            generator.writeStringField("message", cut(failure.message(), MESSAGE_BYTES));
            generator.writeStringField("stack", cut(failure.stack(), STACK_BYTES));
            generator.writeStringField("worker", cut(failure.worker(), ERROR_BYTES));
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    Failure read(byte[] bytes) {
        int attempt = 0;
        long at = -1;
        Instant claimedAt = null;
        String error = "";
        String message = "";
        String stack = "";
        String worker = "";
        try (JsonParser parser = json.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new CodecException("The failure is not a JSON object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                switch (name) {
                    case "attempt" -> attempt = parser.getIntValue();
                    case "at" -> at = parser.getLongValue();
                    case "claimedAt" -> claimedAt = Instant.ofEpochMilli(parser.getLongValue());
                    case "error" -> error = parser.getText();
                    case "message" -> message = parser.getText();
                    case "stack" -> stack = parser.getText();
                    case "worker" -> worker = parser.getText();
                    default -> parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new CodecException(
                    "The failure of " + bytes.length + " bytes cannot be read: " + RecordJson.reason(e), e);
        }
        if (at < 0) {
            throw new CodecException("The failure has no field \"at\"");
        }
        return new Failure(attempt, Instant.ofEpochMilli(at), error, message, stack, worker, claimedAt);
    }

    /** At most {@code limit} bytes of UTF-8; a half surrogate, which no JSON can hold, becomes a question mark. */
    private static String cut(String text, int limit) {
        // A character is at least a byte, so the rest could never be kept.
        byte[] bytes = text.substring(0, Math.min(text.length(), limit)).getBytes(UTF_8);
        int end = Math.min(bytes.length, limit);
        while (end > 0 && end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, UTF_8);
    }
}
