package dev.baton.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.model.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;

/**
 * JSON as strangers send it: trees only, no classes, bounded in depth, length and number of tokens; numbers keep every
 * digit, and a name that stands twice in an object is refused.
 */
final class Json {
    static final String MEDIA_TYPE = "application/json";

    /** Deepest nesting: 500 for a payload, and what stands around it. */
    private static final int DEPTH = 504;

    /** A tree takes about a hundred bytes a token, so this bounds what a body of a few MiB can grow to. */
    private static final int TOKENS = 500_000;

    private static final int LONGEST_TEXT = 4 << 20;
    private static final int LONGEST_NUMBER = 1000;
    private static final int REASON = 160;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxTokenCount(TOKENS)
                            .maxStringLength(LONGEST_TEXT)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    // Field names come from strangers; interned ones would stay for ever.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** @throws ProblemException if the bytes are not one value of JSON in UTF-8 */
    static JsonNode read(byte[] body) {
        String text = text(body);
        if (text.isBlank()) {
            throw ProblemException.malformed("The body is empty: send one value of JSON");
        }
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw ProblemException.malformed("The body is not JSON: " + reason(e));
        } catch (NumberFormatException e) {
            throw numberTooLarge();
        }
    }

    /** @throws ProblemException if the bytes are no UTF-8 */
    static String text(byte[] body) {
        try {
            return UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ProblemException.malformed("The body is not UTF-8: send text in UTF-8");
        }
    }

    /** Whether what stands in Redis is JSON. */
    static boolean isReadable(byte[] json) {
        try {
            return !MAPPER.readTree(new String(json, UTF_8)).isMissingNode();
        } catch (JacksonException | NumberFormatException e) {
            return false;
        }
    }

    /** JSON that stands in Redis; what cannot be read is shown as text. */
    static JsonNode stored(byte[] json) {
        try {
            return MAPPER.readTree(new String(json, UTF_8));
        } catch (JacksonException | NumberFormatException e) {
            return JsonNodeFactory.instance.textNode(new String(json, UTF_8));
        }
    }

    static byte[] write(JsonNode value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw ProblemException.malformed("The JSON cannot be written: " + reason(e));
        } catch (NumberFormatException e) {
            throw numberTooLarge();
        }
    }

    /** Jackson says so as late as it can, for nothing that is a number by its looks is no number to it. */
    private static ProblemException numberTooLarge() {
        return ProblemException.malformed("A number of the JSON has too large an exponent: send it as text");
    }

    /** What is wrong and where, on one line, without Jackson's own words about its source. */
    private static String reason(JacksonException e) {
        String said = e.getOriginalMessage();
        // Where Jackson names classes, it quotes them so.
        String why = said.indexOf('`') >= 0 ? "a value is out of range" : Printable.line(said, REASON);
        JsonLocation where = e.getLocation();
        return where == null ? why : "line " + where.getLineNr() + ", column " + where.getColumnNr() + ": " + why;
    }
}
