package dev.baton.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.chaos.row.Matrix;
import dev.baton.chaos.row.Row;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChaosTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int chaos(String... arguments) {
        return Chaos.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    @Test
    void listsEveryRowAndWhatMakesItFail() {
        assertThat(chaos("--list")).isZero();
        String shown = out.toString(StandardCharsets.UTF_8);
        assertThat(Matrix.rows()).allSatisfy(row -> assertThat(shown).contains(row.id(), row.fault()));
        assertThat(shown).contains("F-T3    not run: ");
    }

    @Test
    void namesEachRowOnce() {
        assertThat(Matrix.rows()).extracting(Row::id).doesNotHaveDuplicates();
        assertThat(Matrix.rows()).extracting(Row::id).doesNotContainAnyElementsOf(Matrix.NOT_THERE.keySet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "F-W99 | There is no row \"F-W99\"",
                "F-T3 | The row \"F-T3\" cannot be run: ",
                "--seed=x | --seed \"x\" is no whole number",
                "--soak=5 | --soak \"5\" is not allowed: use 10s to 7 days, such as 30m",
                "--soaks=5m | There is no option \"--soaks=5m\": did you mean --soak?"
            })
    void refusesWhatIsWrongInOneSentence(String argument, String sentence) {
        assertThat(chaos(argument)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("baton chaos: " + sentence)
                .hasLineCount(1);
    }
}
