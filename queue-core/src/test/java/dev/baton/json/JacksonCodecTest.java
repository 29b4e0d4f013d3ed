package dev.baton.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.baton.codec.CodecException;
import dev.baton.model.Failure;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JacksonCodecTest {
    private final JacksonCodec codec = new JacksonCodec();

    record Welcome(String email, @Nullable String name) {}

    record Ping() {}

    record Times(Instant at, Duration within, LocalDate day, ZoneId zone, Map<LocalDate, Instant> byDay) {}

    record Numbers(long big, BigInteger huge, Object any, Map<String, Object> more) {}

    record Chooser(Class<?> type) {}

    record Holder(Marked marked) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    interface Marked {}

    record Gadget(String command) implements Marked {}

    record Loop(List<Object> self) {}

    record Throwing(String name) {
        @Override
        public String name() {
            throw new IllegalStateException("not today\nnor tomorrow");
        }
    }

    @Test
    void writesRecordsAsPlainJson() {
        assertThat(text(codec.encode(new Welcome("ada@example.com", "Ada"))))
                .isEqualTo("{\"email\":\"ada@example.com\",\"name\":\"Ada\"}");
        assertThat(text(codec.encode(new Ping()))).isEqualTo("{}");
        assertThat(text(codec.encode(null))).isEqualTo("null");
        assertThat(text(codec.encode(List.of()))).isEqualTo("[]");
    }

    @Test
    void bringsRecordsBack() {
        assertThat(decode("{\"email\":\"a@b\",\"name\":\"Zoë\"}", Welcome.class))
                .isEqualTo(new Welcome("a@b", "Zoë"));
        assertThat(decode("{}", Ping.class)).isEqualTo(new Ping());
        assertThat(codec.decode(bytes("null"), Welcome.class)).isNull();
        assertThat(codec.decode(bytes("null"), Void.class)).isNull();
    }

    @Test
    void keepsEveryCharacterEvenHalfOnes() {
        Welcome odd = new Welcome("\0 \n \" \\ ü \u2028 \ud83d\ude80 half \ud83d", null);
        assertThat(codec.decode(codec.encode(odd), Welcome.class)).isEqualTo(odd);
    }

    @Test
    void readsWhatANewerReleaseWrote() {
        assertThat(decode("{\"email\":\"a@b\",\"locale\":{\"x\":[1]},\"name\":\"A\"}", Welcome.class))
                .isEqualTo(new Welcome("a@b", "A"));
    }

    @Test
    void writesTimesAsIsoTextAndReadsThem() {
        Times times = new Times(
                Instant.parse("2026-11-22T10:15:30.123456789Z"),
                Duration.ofSeconds(90),
                LocalDate.of(2026, 2, 28),
                ZoneId.of("Europe/Berlin"),
                Map.of(LocalDate.of(2026, 1, 1), Instant.EPOCH));

        byte[] json = codec.encode(times);

        assertThat(text(json))
                .isEqualTo("{\"at\":\"2026-11-22T10:15:30.123456789Z\",\"within\":\"PT1M30S\",\"day\":\"2026-02-28\","
                        + "\"zone\":\"Europe/Berlin\",\"byDay\":{\"2026-01-01\":\"1970-01-01T00:00:00Z\"}}");
        assertThat(codec.decode(json, Times.class)).isEqualTo(times);
    }

    @Test
    void refusesATimeThatIsNoIsoText() {
        assertThatThrownBy(() -> codec.decode(bytes("{\"at\":1732240000}"), Times.class))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("Instant is read from ISO-8601 text");
        assertThatThrownBy(() -> codec.decode(bytes("{\"day\":\"28.2.2026\"}"), Times.class))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("LocalDate is read from ISO-8601 text");
    }

    @Test
    void keepsEveryDigit() {
        String json = "{\"big\":9007199254740993,\"huge\":123456789012345678901234567890,"
                + "\"any\":9007199254740993,\"more\":{\"pi\":3.14159265358979323846,\"e\":1.50,\"none\":[]}}";

        Numbers numbers = decode(json, Numbers.class);

        assertThat(numbers.big()).isEqualTo(9007199254740993L);
        assertThat(text(codec.encode(numbers))).isEqualTo(json);
    }

    @Test
    void saysWhichClassCannotBeWritten() {
        assertThatThrownBy(() -> codec.encode(new Object()))
                .isInstanceOf(CodecException.class)
                .hasMessageStartingWith("A value of class java.lang.Object cannot be written as JSON: ");
        assertThatThrownBy(() -> codec.encode(new Throwing("x")))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("not today\\nnor tomorrow");
        List<Object> ring = new ArrayList<>();
        ring.add(new Loop(ring));
        assertThatThrownBy(() -> codec.encode(new Loop(ring)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("depth");
    }

    @Test
    void whatItWritesAtItsDepthItAlsoReads() {
        assertThat(codec.decode(codec.encode(nested(JacksonCodec.DEPTH)), Object.class))
                .isEqualTo(nested(JacksonCodec.DEPTH));
        assertThatThrownBy(() -> codec.encode(nested(JacksonCodec.DEPTH + 1))).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.decode(bytes("[".repeat(600) + "]".repeat(600)), Object.class))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("nesting depth");
    }

    @Test
    void loadsNoClassThatTheJsonNames() {
        assertThatThrownBy(() -> codec.decode(bytes("{\"type\":\"java.lang.Runtime\"}"), Chooser.class))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("never loaded by a name");
        String gadget = "{\"marked\":{\"@class\":\"" + Gadget.class.getName() + "\",\"command\":\"x\"}}";
        assertThatThrownBy(() -> codec.decode(bytes(gadget), Holder.class)).isInstanceOf(CodecException.class);
        assertThat(decode("[\"java.util.ArrayList\",[1]]", Object.class))
                .isEqualTo(List.of("java.util.ArrayList", List.of(1)));
    }

    @Test
    void refusesWhatIsNoJson() {
        for (String wrong : List.of("", "{", "{\"email\":\"x\"} trailing", "nul", "[1]")) {
            assertThatThrownBy(() -> codec.decode(bytes(wrong), Welcome.class))
                    .as(wrong)
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("cannot be read as " + Welcome.class.getName());
        }
        assertThatThrownBy(() -> codec.decode(new byte[] {'"', (byte) 0xC3, '"'}, String.class))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void bringsFailuresBackCutToTheirBound() {
        Failure failure = new Failure(
                3,
                Instant.ofEpochMilli(1_732_240_000_123L),
                "TimeoutException",
                "\ud83dé\0",
                "at x\n\tat y",
                "host-1-a",
                Instant.ofEpochMilli(1_732_240_000_023L));

        assertThat(codec.readFailure(codec.writeFailure(failure)))
                .isEqualTo(new Failure(
                        3, failure.at(), "TimeoutException", "?é\0", "at x\n\tat y", "host-1-a", failure.claimedAt()));

        Failure long1 = codec.readFailure(codec.writeFailure(
                new Failure(1, failure.at(), "e".repeat(9999), "é".repeat(9999), "é".repeat(9999), "w", null)));
        assertThat(long1.error()).hasSize(512);
        assertThat(long1.message()).isEqualTo("é".repeat(2048));
        assertThat(long1.stack()).isEqualTo("é".repeat(4096));
    }

    @Test
    void refusesWhatIsNoFailure() {
        for (String wrong : List.of("", "[]", "{\"attempt\":1}", "{\"attempt\":\"x\",\"at\":1}")) {
            assertThatThrownBy(() -> codec.readFailure(bytes(wrong))).as(wrong).isInstanceOf(CodecException.class);
        }
    }

    private <T> T decode(String json, Class<T> type) {
        return Objects.requireNonNull(codec.decode(bytes(json), type));
    }

    private static Object nested(int depth) {
        Object value = new ArrayList<>();
        for (int i = 1; i < depth; i++) {
            value = new ArrayList<>(Arrays.asList(value));
        }
        return value;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
