package dev.baton.server.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineCutterTest {
    private final LineCutter cutter = new LineCutter(100);

    @Test
    void cutsTheSameLinesHoweverTheBytesArrive() {
        var lines = new ArrayList<String>();
        var all = new StringBuilder();
        var random = new Random(42);
        for (int i = 0; i < 2000; i++) {
            String line = "ü".repeat(random.nextInt(40)) + i;
            lines.add(line);
            all.append(line).append(i % 2 == 0 ? "\n" : "\r\n");
        }
        byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);
        var cut = new ArrayList<String>();
        for (int from = 0; from < bytes.length; ) {
            int length = Math.min(bytes.length - from, 1 + random.nextInt(300));
            cutter.feed(Unpooled.wrappedBuffer(bytes, from, length));
            from += length;
            if (random.nextBoolean()) {
                cut.addAll(texts());
            }
        }
        cut.addAll(texts());
        assertThat(cut).isEqualTo(lines);
        assertThat(cutter.waiting()).isZero();
    }

    @Test
    void keepsWhatHasNoEndYet() {
        feed("HEL");
        assertThat(cutter.next()).isNull();
        assertThat(cutter.waiting()).isEqualTo(3);
        feed("P\nLI");
        assertThat(cutter.next()).isEqualTo(new Line.Text("HELP"));
        assertThat(cutter.next()).isNull();
        assertThat(cutter.waiting()).isEqualTo(2);
    }

    @Test
    void allowsTheLongestLineWithEitherEnd() {
        feed("x".repeat(100) + "\n" + "y".repeat(100) + "\r\n");
        assertThat(texts()).containsExactly("x".repeat(100), "y".repeat(100));
    }

    @Test
    void refusesALineThatIsLonger() {
        feed("x".repeat(101) + "\n");
        assertThat(cutter.next()).isInstanceOf(Line.Foreign.class);
    }

    @Test
    void refusesALongLineBeforeItsEnd() {
        feed("x".repeat(101));
        assertThat(cutter.next()).as("a CR may be the last").isNull();
        feed("x");
        assertThat(cutter.next()).isInstanceOf(Line.Foreign.class);
    }

    @Test
    void aCarriageReturnWithinALineIsAControlCharacter() {
        feed("a\rb\n");
        assertThat(cutter.next()).isEqualTo(new Line.Unreadable("the line contains the control character U+000D"));
    }

    private void feed(String text) {
        cutter.feed(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    private List<String> texts() {
        var texts = new ArrayList<String>();
        for (@Nullable Line line = cutter.next(); line != null; line = cutter.next()) {
            texts.add(((Line.Text) line).text());
        }
        return texts;
    }
}
