package dev.baton.bench.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.bench.lab.Figure;
import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Readings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Seconds of what takes half an hour: that it measures what it says. */
class EnduranceTest {
    /** An enqueue may wait the command time-out, 10 s, behind others, and as long again on its way; and some for the machine. */
    private static final double MOST_MILLIS = 30_000;

    private final List<String> told = new ArrayList<>();
    private final Readings readings = new Readings(told::add);

    @Test
    void soaksAWorkerAndLeavesNothingBehind() throws Exception {
        try (Lab lab = Lab.inMemory()) {
            new SoakTrial(Duration.ofSeconds(4)).run(lab, readings);

            assertThat(lab.redis().keys("*")).isEmpty();
        }
        Map<String, Figure> figures = figures();
        assertThat(figures.get("soak.rate")).extracting(Figure::median).isNotEqualTo(0.0);
        assertThat(figures.get("soak.heap")).satisfies(heap -> {
            assertThat(heap.rounds()).isEqualTo(4);
            assertThat(heap.median()).as("MB").isBetween(2.0, 256.0);
        });
        assertThat(figures.get("soak.redis")).extracting(Figure::rounds).isEqualTo(4);
        assertThat(told).hasSize(4);
        assertThat(readings.remarks()).containsKeys("soak.heap", "soak.redis", "soak");
        assertThat(readings.remarks().get("soak.redis")).startsWith("not settled yet: +");
        assertThat(readings.remarks().get("soak")).startsWith("too short for retention to settle");
    }

    @Test
    void aProducerOfADeadRedisFailsInTimeAndKeepsItsHeap() throws Exception {
        try (Lab lab = Lab.inMemory()) {
            new StrandedTrial(Duration.ofSeconds(3)).run(lab, readings);
        }
        Map<String, Figure> figures = figures();
        assertThat(figures.get("stranded.failed")).extracting(Figure::median).isNotEqualTo(0.0);
        assertThat(figures.get("stranded.slowest"))
                .satisfies(slowest -> assertThat(slowest.median()).as("ms").isBetween(0.0, MOST_MILLIS));
        assertThat(figures.get("stranded.heap"))
                .satisfies(heap -> assertThat(heap.median()).as("MB").isBetween(2.0, 64.0));
    }

    private Map<String, Figure> figures() {
        return readings.figures().stream().collect(Collectors.toMap(Figure::name, Function.identity()));
    }
}
