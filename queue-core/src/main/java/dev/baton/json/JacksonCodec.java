package dev.baton.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import dev.baton.codec.CodecException;
import dev.baton.codec.JobCodec;
import dev.baton.model.Failure;
import dev.baton.model.JobRecord;
import dev.baton.model.Limits;
import dev.baton.model.Printable;
import org.jspecify.annotations.Nullable;

/**
 * The codec that is used unless another one is given: plain JSON by Jackson.
 *
 * <ul>
 *   <li>Records, enums, collections, maps, beans; {@code java.time} as ISO-8601 text.
 *   <li>A property that the reader does not know is ignored, one that the writer did not know is null or zero: two
 *       releases of an application can share one queue.
 *   <li>Numbers keep every digit: {@code Object} values are read as integers of any size and as decimals.
 *   <li>No class name is written, and none that is read is ever looked up.
 *   <li>Nested at most {@value #DEPTH} deep, when written and when read.
 * </ul>
 *
 * Immutable and thread-safe.
 */
public final class JacksonCodec implements JobCodec {
    /** Deepest nesting of a payload or a result. */
    static final int DEPTH = 500;

    /** A record is one level above its payload. */
    private static final int RECORD_LEVELS = 2;

    private static final int LONGEST_NUMBER = 10_000;

    private final ObjectMapper mapper;
    private final RecordJson records;
    private final FailureJson failures;

    public JacksonCodec() {
        JsonFactory json = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH + RECORD_LEVELS)
                        .maxStringLength(2 * Limits.PAYLOAD_BYTES)
                        .maxNumberLength(LONGEST_NUMBER)
                        .build())
                .streamWriteConstraints(
                        StreamWriteConstraints.builder().maxNestingDepth(DEPTH).build())
                // Field names come from payloads of strangers; interned ones would stay for ever.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
        mapper = JsonMapper.builder(json)
                .addModule(IsoTimes.module())
                .addModule(new ClassNameBan())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                // Denies all: an annotation may choose among subtypes by names of its own, never by class names.
                .polymorphicTypeValidator(
                        BasicPolymorphicTypeValidator.builder().build())
                .build();
        records = new RecordJson(json);
        failures = new FailureJson(json);
    }

    @Override
    public byte[] encode(@Nullable Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JacksonException | StackOverflowError e) {
            String name = value == null ? "null" : value.getClass().getName();
            throw new CodecException(
                    "A value of class " + name + " cannot be written as JSON: " + RecordJson.reason(e), e);
        }
    }

    @Override
    public <T> @Nullable T decode(byte[] json, Class<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (java.io.IOException | StackOverflowError e) {
            throw new CodecException(
                    "JSON of " + json.length + " bytes cannot be read as " + type.getName() + ": "
                            + RecordJson.reason(e),
                    e);
        }
    }

    @Override
    public byte[] recordHead() {
        return RecordJson.HEAD.clone();
    }

    @Override
    public byte[] recordTail(Draft draft) {
        return RecordTail.of(draft);
    }

    @Override
    public JobRecord readRecord(byte[] record) {
        return records.read(record);
    }

    @Override
    public byte[] writeFailure(Failure failure) {
        return failures.write(failure);
    }

    @Override
    public Failure readFailure(byte[] json) {
        return failures.read(json);
    }

    @Override
    public String toString() {
        return "JacksonCodec[" + Printable.line(mapper.version().toString(), 40) + "]";
    }
}
