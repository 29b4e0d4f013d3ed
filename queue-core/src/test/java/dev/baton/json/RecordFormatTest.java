package dev.baton.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.codec.CodecException;
import dev.baton.codec.JobCodec.Draft;
import dev.baton.model.JobRecord;
import dev.baton.model.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What stands in Redis outlives the code: records are compared with a file that only ever grows. */
class RecordFormatTest {
    private static final long ENQUEUED_AT = 1_732_240_000_123L;

    private final JacksonCodec codec = new JacksonCodec();

    private static final List<Draft> DRAFTS = List.of(
            draft("welcome", "{\"email\":\"ada@example.com\",\"name\":\"Zoë\"}"),
            draft("null-payload", "null"),
            draft("text", "\"a \\\"quoted\\\" } brace, \uD83D\uDE80\""),
            draft("number", "9007199254740993"),
            draft("list", "[]"),
            new Draft(
                    "everything.set_1",
                    "{\"big\":9007199254740993,\"deep\":[[{\"a\":[]}]],\"x\":-1.5e10}".getBytes(UTF_8),
                    new RetryPolicy(3, Duration.ofMillis(1), 1.5, Duration.ofSeconds(30), 0.0),
                    Duration.ofSeconds(20),
                    Duration.ofHours(1),
                    List.of("eu", "order-42"),
                    true),
            new Draft("once", "true".getBytes(UTF_8), RetryPolicy.attempts(1), null, null, List.of("a"), false),
            new Draft(
                    "charge",
                    "{\"cents\":995}".getBytes(UTF_8),
                    RetryPolicy.attempts(1),
                    null,
                    null,
                    List.of(),
                    true,
                    true));

    @Test
    void aRecordWrittenTodayEqualsTheGoldenFile() throws IOException {
        List<String> written = new ArrayList<>();
        for (Draft draft : DRAFTS) {
            written.add(new String(record(draft), UTF_8));
        }
        assertThat(String.join("\n", written) + "\n").isEqualTo(golden("records-v1.txt"));
    }

    @Test
    void everyRecordOfTheGoldenFileIsReadAsItWasMeant() throws IOException {
        List<String> lines = golden("records-v1.txt").lines().toList();
        assertThat(lines).hasSameSizeAs(DRAFTS);
        for (int i = 0; i < lines.size(); i++) {
            JobRecord record = codec.readRecord(lines.get(i).getBytes(UTF_8));
            Draft draft = DRAFTS.get(i);
            assertThat(record.type()).isEqualTo(draft.type());
            assertThat(new String(record.payload(), UTF_8)).isEqualTo(new String(draft.payload(), UTF_8));
            assertThat(record.enqueuedAt()).isEqualTo(Instant.ofEpochMilli(ENQUEUED_AT));
            assertThat(record.retry()).isEqualTo(draft.retry());
            assertThat(record.timeout()).isEqualTo(draft.timeout());
            assertThat(record.deadline()).isEqualTo(draft.deadline());
            assertThat(record.tags()).isEqualTo(draft.tags());
            assertThat(record.atMostOnce()).isEqualTo(draft.atMostOnce());
            assertThat(record.chosenId()).isEqualTo(draft.chosenId());
        }
    }

    @Test
    void whitespaceAndUnknownFieldsDoNotDisturb() {
        JobRecord record = read("{ \"v\" : 1 , \"enqueuedAt\" : 5,\"new\":{\"type\":[\"no\"]}, \"type\":\"t\" ,"
                + " \"payload\" : \n 12345 , \"more\":null , \"chosen\":false } ");

        assertThat(record.type()).isEqualTo("t");
        assertThat(new String(record.payload(), UTF_8)).isEqualTo("12345");
        assertThat(record.chosenId()).isFalse();
    }

    @Test
    void namesTheVersionThatItDoesNotKnow() {
        assertThatThrownBy(() -> read("{\"v\":2,\"enqueuedAt\":{},\"kind\":\"x\"}"))
                .isInstanceOf(CodecException.class)
                .hasMessage("The record has version 2; this release reads version 1: a newer release wrote it");
    }

    @Test
    void refusesWhatIsNoRecordInASentence() {
        assertRefused("", "not a JSON object");
        assertRefused("[]", "not a JSON object");
        assertRefused("{}", "no field \"v\"");
        assertRefused("{\"v\":1}", "no field \"enqueuedAt\"");
        assertRefused("{\"v\":1,\"enqueuedAt\":1}", "no field \"type\"");
        assertRefused("{\"v\":1,\"enqueuedAt\":1,\"type\":\"t\"}", "no field \"payload\"");
        assertRefused("{\"v\":1,\"enqueuedAt\":1,\"type\":\"t\",\"payload\":", "cannot be read");
        assertRefused("{\"v\":1,\"enqueuedAt\":1,\"type\":\"a b\",\"payload\":1}", "job type name \"a b\"");
        assertRefused("{\"v\":1,\"enqueuedAt\":1,\"type\":\"t\",\"payload\":1}x", "cannot be read");
        assertRefused("{\"v\":1,\"enqueuedAt\":1,\"type\":\"t\",\"payload\":1}{}", "bytes behind its end");
        assertRefused("{\"v\":1,\"enqueuedAt\":1,\"type\":\"t\",\"payload\":1,\"attempts\":0}", "attempts 0");
        assertRefused("{\"v\":1,\"enqueuedAt\":1,\"type\":\"t\",\"payload\":1,\"tags\":[1]}", "not all strings");
        assertRefused("{\"v\":1,\"enqueuedAt\":1,\"type\":\"t\",\"payload\":1,\"tags\":\"x\"}", "not a list");
        assertRefused("{\"v\":1,\"enqueuedAt\":1e400,\"type\":\"t\",\"payload\":1}", "cannot be read");
        assertRefused("\0\0\0\0", "cannot be read");
    }

    @Test
    void refusesARecordThatIsNotUtf8() {
        byte[] utf16 = "{\"v\":1,\"enqueuedAt\":1,\"type\":\"t\",\"payload\":1}"
                .getBytes(java.nio.charset.StandardCharsets.UTF_16BE);
        assertThatThrownBy(() -> codec.readRecord(utf16))
                .isInstanceOf(CodecException.class)
                .hasMessage("The record is not UTF-8");
    }

    private void assertRefused(String record, String words) {
        assertThatThrownBy(() -> read(record))
                .as(record)
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(words);
    }

    private JobRecord read(String record) {
        return codec.readRecord(record.getBytes(UTF_8));
    }

    private byte[] record(Draft draft) {
        return (new String(codec.recordHead(), UTF_8) + ENQUEUED_AT + new String(codec.recordTail(draft), UTF_8))
                .getBytes(UTF_8);
    }

    private static Draft draft(String type, String payload) {
        return new Draft(type, payload.getBytes(UTF_8), RetryPolicy.DEFAULT, null, null, List.of(), false);
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(RecordFormatTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
