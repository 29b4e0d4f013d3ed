package dev.baton.worker.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Values as people write them. */
class OptionTextTest {
    @Test
    void readsNumbersSizesAndTimes() {
        assertThat(OptionText.number("--n", " 7 ", 1, 10)).isEqualTo(7);
        assertThat(OptionText.bytes("--size", "4096", 1, 1L << 40)).isEqualTo(4096);
        assertThat(OptionText.bytes("--size", "64kb", 1, 1L << 40)).isEqualTo(64 << 10);
        assertThat(OptionText.bytes("--size", "3 GB", 1, 1L << 40)).isEqualTo(3L << 30);
        assertThat(OptionText.duration("--time", "2m", Duration.ZERO, Duration.ofHours(1)))
                .isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void refusesInOneSentence() {
        refused(() -> OptionText.number("--n", "x", 1, 10), "--n \"x\" is no number: use 1 to 10");
        refused(
                () -> OptionText.number("--n", "99999999999999", 1, 10),
                "--n \"99999999999999\" is out of range: use 1 to 10");
        refused(
                () -> OptionText.bytes("--size", "10 mib", 1, 10),
                "--size \"10 mib\" is no size: write 4096, 64KB, 10MB or 1GB");
        refused(
                () -> OptionText.bytes("--size", "1", 64 << 10, 3L << 30),
                "--size \"1\" is out of range: use 64KB to 3GB");
        refused(
                () -> OptionText.bytes("--size", "999999999999GB", 1, 1500),
                "--size \"999999999999GB\" is out of range: use 1 to 1500");
        refused(
                () -> OptionText.duration("--time", "1h", Duration.ZERO, Duration.ofMinutes(1)),
                "--time \"1h\" is out of range: use 0s to 1m");
        refused(() -> OptionText.path("--file", "a\0b"), "--file \"a\\u0000b\" is no path: Nul character not allowed");
    }

    private static void refused(ThrowingCallable reading, String sentence) {
        assertThatThrownBy(reading).isInstanceOf(UsageException.class).hasMessage(sentence);
    }

    @Test
    void readsAddresses() {
        assertThat(HostPort.parse("h.example:1", 9)).contains(new HostPort("h.example", 1));
        assertThat(HostPort.parse("h.example", 9)).contains(new HostPort("h.example", 9));
        assertThat(HostPort.parse("8080", 9)).contains(new HostPort("127.0.0.1", 8080));
        assertThat(HostPort.parse("[fe80::1%eth0]:0", 9)).contains(new HostPort("fe80::1%eth0", 0));
        for (String none : new String[] {"", ":1", "a b", "h:65536", "65536", "http://h:1", "[::1", "h:x"}) {
            assertThat(HostPort.parse(none, 9)).as(none).isEmpty();
        }
    }
}
