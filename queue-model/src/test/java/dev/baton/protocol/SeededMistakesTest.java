package dev.baton.protocol;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The model can fail: each rule that is left out breaks the property that it stands for. */
@Tag("bounded")
class SeededMistakesTest {
    static List<Check> mistakes() {
        return Mistakes.all();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isFound(Check mistake) throws Exception {
        ModelRun.of(mistake);
    }
}
