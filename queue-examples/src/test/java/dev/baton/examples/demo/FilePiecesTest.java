package dev.baton.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.examples.demo.Thumbnail.UnreadablePictureException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of the demo that need no Redis. */
class FilePiecesTest {
    private static final Path IMAGES = Path.of("images");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"'',0,0", "'one',1,1", "'one\n',1,1", "'\n\n',2,0", "' a  b\tc\r\nd',2,4"})
    void countsLinesAndWords(String text, long lines, long words) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var facts = FileFacts.read("f", new ByteArrayInputStream(bytes), null);
        assertThat(facts.lines()).isEqualTo(lines);
        assertThat(facts.words()).isEqualTo(words);
        assertThat(facts.bytes()).isEqualTo(bytes.length);
    }

    @Test
    void knowsTheChecksumOfABC() throws IOException {
        var facts = FileFacts.read("f", new ByteArrayInputStream(new byte[] {'a', 'b', 'c'}), null);
        assertThat(facts.sha256()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void everyPictureButTheDamagedOneBecomesSmall() throws Exception {
        try (var pictures = Files.list(IMAGES)) {
            for (Path picture : pictures.toList()) {
                try (var in = Files.newInputStream(picture)) {
                    if (picture.endsWith("damaged.png")) {
                        assertThatExceptionOfType(UnreadablePictureException.class)
                                .isThrownBy(() -> Thumbnail.of(in))
                                .withMessageStartingWith("it is damaged");
                    } else {
                        assertThat(Thumbnail.of(in).getWidth())
                                .as("%s", picture)
                                .isEqualTo(Thumbnail.SIDE);
                    }
                }
            }
        }
    }

    @Test
    void aResultCountsOnlyIfItIsWhole() throws IOException {
        var results = new Results(directory);
        results.write(
                "aa11", 1, Path.of("x y.txt"), ".json", out -> out.write("{}\n".getBytes(StandardCharsets.UTF_8)));
        results.write(
                "bb22", 1, Path.of("p"), ".png", out -> out.write(Files.readAllBytes(IMAGES.resolve("dust.png"))));
        results.write(
                "cc33", 1, Path.of("q"), ".png", out -> out.write(Files.readAllBytes(IMAGES.resolve("damaged.png"))));
        results.write("dd44", 1, Path.of("r"), ".json", out -> out.write("{".getBytes(StandardCharsets.UTF_8)));
        Files.writeString(directory.resolve("aa").resolve("ee55.1.part"), "{}\n");
        assertThat(results.ids()).containsExactlyInAnyOrder("aa11", "bb22");
        assertThat(directory.resolve("aa").resolve("aa11-x_y.txt.json")).exists();
        results.removeUnfinished();
        assertThat(directory.resolve("aa").resolve("ee55.1.part")).doesNotExist();
    }

    @Test
    void aResultThatCannotBeFinishedLeavesNothing() throws IOException {
        var results = new Results(directory);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> results.write("aa11", 1, Path.of("x"), ".json", out -> {
                    out.write('{');
                    throw new IOException("no space left");
                }));
        assertThat(directory.resolve("aa")).isEmptyDirectory();
    }

    @Test
    void walksOverRegularFilesOnceAndStopsAtTheMost() throws IOException {
        Path inner = Files.createDirectories(directory.resolve("inner"));
        Path out = Files.createDirectories(directory.resolve("out"));
        Files.writeString(inner.resolve("a.jpeg"), "");
        Files.writeString(directory.resolve("b"), "");
        Files.writeString(out.resolve("result"), "");
        Files.createSymbolicLink(directory.resolve("link"), inner);
        var all = Inputs.below(List.of(directory, inner), out);
        assertThat(all.files()).extracting(Input::isPicture).containsExactlyInAnyOrder(true, false);
        assertThat(all.skipped()).isEqualTo(1);
        assertThat(all.more()).isFalse();
        var one = Inputs.below(List.of(directory), out, 1);
        assertThat(one.files()).hasSize(1);
        assertThat(one.more()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"200,85", "80,79", "40,39", "12,11", "1,0"})
    void theBarFitsTheTerminal(int width, int longest) {
        var written = new ByteArrayOutputStream();
        var screen = new Screen(new PrintStream(written, true, StandardCharsets.UTF_8), width);
        screen.progress(3611, 6904, 1204);
        assertThat(written.toString(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(longest);
    }

    @Test
    void withoutATerminalTheBarIsALineForEachTenth() {
        var written = new ByteArrayOutputStream();
        var screen = new Screen(new PrintStream(written, true, StandardCharsets.UTF_8), 0);
        for (int ended = 0; ended <= 1000; ended++) {
            screen.progress(ended, 1000, 10);
        }
        screen.endProgress();
        String text = written.toString(StandardCharsets.UTF_8);
        assertThat(text.lines()).hasSize(10);
        assertThat(text).doesNotContain("\r", "\u001b");
    }
}
