package dev.baton.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.baton.codec.CodecException;
import dev.baton.model.Durations;
import dev.baton.model.Grammar;
import dev.baton.model.JobRecord;
import dev.baton.model.Printable;
import dev.baton.model.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads records, version 1. The payload is not decoded but cut out of the bytes: only the handler's own type can say
 * what it is, and this runs once a job.
 */
final class RecordJson {
    private static final int VERSION = 1;

    static final byte[] HEAD = ("{\"v\":" + VERSION + ",\"enqueuedAt\":").getBytes(US_ASCII);

    private final JsonFactory json;

    RecordJson(JsonFactory json) {
        this.json = json;
    }

    JobRecord read(byte[] record) {
        try (JsonParser parser = json.createParser(record)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new CodecException("The record is not a JSON object");
            }
            Fields fields = new Fields();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                fields.take(name, parser, record);
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new CodecException("The record has bytes behind its end");
            }
            return fields.toRecord();
        } catch (IOException | IllegalArgumentException e) {
            throw new CodecException("The record of " + record.length + " bytes cannot be read: " + reason(e), e);
        }
    }

    /** Jackson's own words, without the excerpt of the source that it would add, on one line. */
    static String reason(Throwable e) {
        String words = e instanceof JacksonException known ? known.getOriginalMessage() : e.getMessage();
        return Printable.line(words == null ? e.getClass().getSimpleName() : words, 400);
    }

    /** The fields of one record while it is read, at their defaults first. */
    private static final class Fields {
        private int version;
        private long enqueuedAt = -1;
        private @Nullable String type;
        private byte @Nullable [] payload;
        private int attempts = RetryPolicy.DEFAULT.maxAttempts();
        private Duration firstDelay = RetryPolicy.DEFAULT.firstDelay();
        private double multiplier = RetryPolicy.DEFAULT.multiplier();
        private Duration maxDelay = RetryPolicy.DEFAULT.maxDelay();
        private double jitter = RetryPolicy.DEFAULT.jitter();
        private boolean usualRetry = true;
        private @Nullable Duration timeout;
        private @Nullable Duration deadline;
        private List<String> tags = List.of();
        private boolean atMostOnce;
        private boolean chosen;

        void take(String name, JsonParser parser, byte[] record) throws IOException {
            switch (name) {
                case "v" -> version = requireVersion(parser);
                case "enqueuedAt" -> enqueuedAt = parser.getLongValue();
                case "type" -> type = parser.getText();
                case "payload" -> payload = slice(parser, record);
                case "attempts" -> attempts = retry(parser).getIntValue();
                case "firstDelayMillis" ->
                    firstDelay = Duration.ofMillis(retry(parser).getLongValue());
                case "multiplier" -> multiplier = retry(parser).getDoubleValue();
                case "maxDelayMillis" ->
                    maxDelay = Duration.ofMillis(retry(parser).getLongValue());
                case "jitter" -> jitter = retry(parser).getDoubleValue();
                case "timeoutMillis" ->
                    timeout = Durations.requireLength("time-out", Duration.ofMillis(parser.getLongValue()));
                case "deadlineMillis" ->
                    deadline = Durations.requireLength("deadline", Duration.ofMillis(parser.getLongValue()));
                case "tags" -> tags = strings(parser);
                case "once" -> atMostOnce = parser.getBooleanValue();
                case "chosen" -> chosen = parser.getBooleanValue();
                // A later release may know more; what it must not be read without, it says by its version.
                default -> parser.skipChildren();
            }
        }

        private JsonParser retry(JsonParser parser) {
            usualRetry = false;
            return parser;
        }

        private static int requireVersion(JsonParser parser) throws IOException {
            int version = parser.getIntValue();
            if (version != VERSION) {
                throw new CodecException("The record has version " + version + "; this release reads version " + VERSION
                        + ": a newer release wrote it");
            }
            return version;
        }

        private static byte[] slice(JsonParser parser, byte[] record) throws IOException {
            long from = parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            // Strings are read lazily, so that the end is known only now.
            parser.finishToken();
            long to = parser.currentLocation().getByteOffset();
            if (from < 0 || to <= from || to > record.length) {
                throw new CodecException("The record is not UTF-8");
            }
            return Arrays.copyOfRange(record, (int) from, (int) to);
        }

        private static List<String> strings(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw new CodecException("The record's tags are not a list");
            }
            List<String> strings = new ArrayList<>(4);
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                strings.add(Grammar.requireTag(parser.getText()));
            }
            if (parser.currentToken() != JsonToken.END_ARRAY) {
                throw new CodecException("The record's tags are not all strings");
            }
            return List.copyOf(strings);
        }

        JobRecord toRecord() {
            if (version == 0) {
                throw missing("v");
            }
            if (enqueuedAt < 0) {
                throw missing("enqueuedAt");
            }
            if (type == null) {
                throw missing("type");
            }
            if (payload == null) {
                throw missing("payload");
            }
            RetryPolicy policy = usualRetry
                    ? RetryPolicy.DEFAULT
                    : new RetryPolicy(attempts, firstDelay, multiplier, maxDelay, jitter);
            return new JobRecord(
                    Grammar.requireTypeName(type),
                    payload,
                    Instant.ofEpochMilli(enqueuedAt),
                    policy,
                    timeout,
                    deadline,
                    tags,
                    atMostOnce,
                    chosen);
        }

        private static CodecException missing(String field) {
            return new CodecException("The record has no field \"" + field + "\"");
        }
    }
}
