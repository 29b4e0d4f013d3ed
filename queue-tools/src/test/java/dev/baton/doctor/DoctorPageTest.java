package dev.baton.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tables of docs/doctor.md say what the enum says, in its order. */
class DoctorPageTest {
    @Test
    void everyCodeStandsOnThePageWithItsMeaning() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/doctor.md")).stream()
                .filter(line -> line.startsWith("| `") && !line.startsWith("| `--"))
                .map(line -> {
                    String[] cells = line.split("\\|");
                    return cells[1].strip() + " " + cells[2].strip();
                })
                .toList();
        List<String> codes = Arrays.stream(Code.values())
                .map(code -> "`" + code.word() + "` " + code.meaning())
                .toList();
        assertThat(rows).containsExactlyElementsOf(codes);
    }
}
