package dev.baton.bench.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.Trial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppendingTrialTest {
    @Test
    void runsTheTrialOnARedisThatAppendsAndLeavesNoFileBehind() throws Exception {
        List<Boolean> appended = new ArrayList<>();
        List<Path> directories = new ArrayList<>();
        Trial looking = new Trial() {
            @Override
            public String name() {
                return "looking";
            }

            @Override
            public void run(Lab lab, Readings readings) {
                appended.add(lab.appends());
                directories.add(
                        Path.of(String.valueOf(lab.redis().configGet("dir").get("dir"))));
                assertThat(lab.redis().configGet("appendfsync")).containsEntry("appendfsync", "everysec");
            }
        };
        try (Lab lab = Lab.inMemory()) {
            new AppendingTrial(looking).run(lab, new Readings(line -> {}));

            assertThat(lab.appends()).isFalse();
        }
        assertThat(appended).containsExactly(true);
        assertThat(directories.get(0)).doesNotExist();
    }
}
