package dev.baton.worker.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/** What a terminal is sent. */
class ProgressBarTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    private ProgressBar bar(int width) {
        return new ProgressBar(new PrintStream(sent, true, UTF_8), width);
    }

    @Test
    void drawsAsWideAsTheTerminalIs() {
        ProgressBar bar = bar(30);
        bar.show(50, "half of it");
        assertThat(sent.toString(UTF_8))
                .isEqualTo("[#######--------] half of it")
                .hasSizeLessThan(30);
        sent.reset();
        bar.show(100, "all");
        bar.end();
        assertThat(sent.toString(UTF_8)).isEqualTo("\r\u001b[K[" + "#".repeat(22) + "] all\n");
    }

    @Test
    void saysTheFiguresAloneWhereThereIsNoRoom() {
        bar(12).show(50, "more than fits");
        assertThat(sent.toString(UTF_8)).isEqualTo("more than f");
    }

    @Test
    void isNotSeenWithoutATerminal() {
        ProgressBar bar = bar(0);
        bar.show(50, "half");
        bar.end();
        assertThat(sent.toString(UTF_8)).isEmpty();
    }
}
