package dev.baton.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return Simulate.run(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--minutes 0 | --minutes 0 is not allowed: use 1 to 1440",
                "--minutes soon | --minutes \"soon\" is no whole number",
                "--seed x | --seed \"x\" is no whole number",
                "--mistake none | There is no mistake \"none\": use one of outcome-without-nonce",
                "--minute 1 | There is no option \"--minute\"",
                "now | The word \"now\" stands alone"
            })
    void refusesWrongUsageInOneSentence(String arguments, String sentence) {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .startsWith("baton simulate: " + sentence)
                .hasLineCount(1);
    }

    @Test
    void findsAMistakePrintsItsTraceAndReplaysIt(@TempDir Path folder) throws IOException {
        assertThat(run("--seed", "1", "--mistake", "no-adoption")).isEqualTo(1);
        String told = out.toString(UTF_8);
        assertThat(told).contains("a minute", "broke an invariant: stuck", "shrunk from");
        Path trace = folder.resolve("trace.txt");
        Files.writeString(trace, told.substring(told.indexOf('\n', told.indexOf("shrunk from")) + 1), UTF_8);

        out.reset();
        assertThat(run("--replay", trace.toString(), "--mistake", "no-adoption"))
                .isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("# stuck");
        out.reset();
        assertThat(run("--replay", trace.toString())).isZero();
    }

    @Test
    void refusesATraceThatIsNone(@TempDir Path folder) throws IOException {
        Path trace = folder.resolve("trace.txt");
        Files.writeString(trace, "hire 0 0\nfire 0 0\n", UTF_8);
        assertThat(run("--replay", trace.toString())).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("\"fire 0 0\" is no step").hasLineCount(1);
    }
}
