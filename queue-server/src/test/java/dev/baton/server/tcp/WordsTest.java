package dev.baton.server.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "plain words"       | plain words
                    "a \\u00e9 \\\\ \\" | "a \\u00e9 \\\\ \\"
                    "a\\u00e9\\\\\\"b"  | aé\\"b
                    "two\\nlines"       | "two\\nlines"
                    "\\u001b[2J"        | "\\u001b[2J"
                    "\\ud800"           | "\\ud800"
                    "\\ud83d\\ude00"    | 😀
                    ""                  | ""
                    " "                 | " "
                    null                | null
                    1.2300              | 1.2300
                    12345678901234567890.12345678901234567890 | 12345678901234567890.12345678901234567890
                    { "a" : [ 1, "b c" ] } | {"a":[1,"b c"]}
                    { "a\\"b" : " : " } | {"a\\"b":" : "}
                    """)
    void showsAPayloadOnOneLine(String payload, String words) {
        assertThat(of(payload)).isEqualTo(words);
    }

    @Test
    void dropsLineBreaksBetweenTokens() {
        assertThat(of("{\r\n\t\"a\": [\n1\n,\n2]\n}\n")).isEqualTo("{\"a\":[1,2]}");
    }

    @Test
    void escapesControlCharactersThatJsonAllows() {
        assertThat(of("{\"a\":\"\u007f\u009b\\\"\u0085\"}")).isEqualTo("{\"a\":\"\\u007f\\u009b\\\"\\u0085\"}");
    }

    private static String of(String payload) {
        return Words.of(payload.getBytes(StandardCharsets.UTF_8));
    }
}
