package dev.baton.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scripts say what they need and do, and those that only read cannot write. */
class ScriptsTest {
    @ParameterizedTest
    @EnumSource(Script.class)
    void tellsItsContract(Script script) {
        assertThat(script.text()).contains("-- KEYS: meta\n", "-- ARGV: ", "-- CHANGES: ", "-- ANSWERS: ", "-- COST: ");
        boolean mends = script.name().startsWith("MEND_");
        assertThat(script.text()).startsWith(mends ? "#!lua flags=allow-oom\n" : "#!lua flags=no-writes,allow-oom\n");
        assertThat(script.text().contains("-- CHANGES: nothing\n")).isNotEqualTo(mends);
        if (mends) {
            assertThat(script.text()).contains("-- Read and check.", "-- Write.");
        }
    }
}
