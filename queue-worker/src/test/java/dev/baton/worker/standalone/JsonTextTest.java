package dev.baton.worker.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "true",
                "false",
                "0",
                "-0",
                "12.5e-3",
                "\"\"",
                "\"a\\u00e9\\n\\\"\"",
                " [1, 2 ,{\"a\":[]}] ",
                "{\"a\":1,\"b\":{\"c\":null}}",
                "\"grüße\"",
                "1E5"
            })
    void knowsJson(String text) {
        assertThat(JsonText.isJson(text.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hello",
                "{",
                "[1,]",
                "[,1]",
                "{\"a\"}",
                "{a:1}",
                "{\"a\":1,}",
                "01",
                "1.",
                ".5",
                "+1",
                "-",
                "1e",
                "NaN",
                "'a'",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"tab\there\"",
                "{} {}",
                "nul",
                "trueish",
                "[1]]",
                "\u0000",
                "1\u0000",
                "{\"a\":}"
            })
    void knowsWhatIsNone(String text) {
        assertThat(JsonText.isJson(text.getBytes(StandardCharsets.UTF_8))).isFalse();
    }

    @Test
    void refusesBytesThatAreNoUtf8() {
        assertThat(JsonText.isJson(new byte[] {'"', (byte) 0xC3, '"'})).isFalse();
    }

    @Test
    void refusesWhatWouldBreakAReaderLater() {
        assertThat(JsonText.isJson("[".repeat(100_000).getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(JsonText.isJson(("[".repeat(501) + "]".repeat(501)).getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(JsonText.isJson(("[".repeat(502) + "]".repeat(502)).getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(JsonText.isJson("9".repeat(501).getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }
}
