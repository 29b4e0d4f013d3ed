package dev.baton.worker.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BoundedOutputTest {
    @Test
    void theLastLineIsTheLastThatSaysSomethingHoweverItArrives() {
        assertThat(last(100, "one\ntwo\n", "\n  \r\n")).isEqualTo("two");
        assertThat(last(100, "one\ntw", "o")).isEqualTo("two");
        assertThat(last(100, "one\n", "\t ")).isEqualTo("one");
        assertThat(last(100, "")).isEmpty();
        assertThat(last(100, "{\"a\":1}\r\n")).isEqualTo("{\"a\":1}\r");
    }

    @Test
    void ofALongLineOneByteMoreThanFitsIsKept() {
        assertThat(last(4, "abcdefgh", "ijkl")).isEqualTo("abcde");
        assertThat(last(4, "abcd")).isEqualTo("abcd");
        assertThat(last(4, "abcdefgh\nxy\n")).isEqualTo("xy");
    }

    @Test
    void theTailIsTheEnd() {
        assertThat(tail("abc")).isEqualTo("abc");
        assertThat(tail("abcd")).isEqualTo("abcd");
        assertThat(tail("abcd", "ef")).isEqualTo("…cdef");
        assertThat(tail("x", "abcdefghijk")).isEqualTo("…hijk");
        assertThat(tail("abcdefghijk", "l")).isEqualTo("…ijkl");
        assertThat(tail("")).isEmpty();
    }

    private static String last(int limit, String... chunks) {
        var line = new LastLine(limit);
        for (String chunk : chunks) {
            byte[] bytes = chunk.getBytes(StandardCharsets.UTF_8);
            line.add(bytes, bytes.length);
        }
        return new String(line.get(), StandardCharsets.UTF_8);
    }

    private static String tail(String... chunks) {
        var tail = new Tail(4);
        for (String chunk : chunks) {
            byte[] bytes = chunk.getBytes(StandardCharsets.UTF_8);
            tail.add(bytes, bytes.length);
        }
        return tail.text();
    }
}
