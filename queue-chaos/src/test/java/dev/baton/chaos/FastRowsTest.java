package dev.baton.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.chaos.row.Matrix;
import dev.baton.chaos.row.Row;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The part of the matrix that every build runs. Rows mostly wait, so some run at once. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class FastRowsTest {
    static List<Row> rows() {
        return Matrix.rows().stream().filter(Row::fast).toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    @Execution(ExecutionMode.CONCURRENT)
    void holdsWhatItPromises(Row row) throws InterruptedException {
        Result result = RowRun.of(row, ThreadLocalRandom.current().nextInt(1, 1_000_000));
        System.out.println(result.line());
        assertThat(result.failed())
                .as("%s %s%nagain: %s%nlogs: %s", row.id(), result.violations(), result.replay(), result.directory())
                .isFalse();
    }
}
