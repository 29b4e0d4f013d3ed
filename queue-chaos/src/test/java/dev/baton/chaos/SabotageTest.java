package dev.baton.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.chaos.row.Matrix;
import dev.baton.chaos.row.Row;
import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.sabotage.ScriptEdit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A row that cannot fail proves nothing. All rows are tried by {@code ./baton chaos --sabotage}, a few here. */
@Timeout(300)
class SabotageTest {
    @ParameterizedTest
    @EnumSource
    void changesTextThatStandsInItsScriptOnce(Sabotage sabotage) {
        assertThat(sabotage.edit().map(ScriptEdit::changed).stream())
                .allSatisfy(changed -> assertThat(changed)
                        .contains(sabotage.edit().orElseThrow().replace()));
    }

    @Test
    void ofEachRowIsNamed() {
        assertThat(Matrix.rows())
                .allSatisfy(row -> assertThat(row.sabotage().sentence()).isNotBlank());
    }

    @ParameterizedTest
    @ValueSource(strings = {"F-W1", "F-W5", "F-W7", "F-P1"})
    @Execution(ExecutionMode.CONCURRENT)
    void isNoticed(String id) throws InterruptedException {
        Row row = Matrix.find(id).orElseThrow();
        Result result = RowRun.sabotaged(row, 1);
        System.out.println(id + " with sabotage: " + result.violations());
        assertThat(result.noticed())
                .as("%s passes though %s", id, row.sabotage().sentence())
                .isTrue();
    }
}
