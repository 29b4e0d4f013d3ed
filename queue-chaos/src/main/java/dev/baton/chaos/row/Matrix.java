package dev.baton.chaos.row;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All rows of the fault matrix, in its order, and those that there are none of yet. */
public final class Matrix {
    /** Rows of the matrix that nothing here runs, and why. */
    public static final Map<String, String> NOT_THERE = Map.of("F-T3", "there are no schedules yet");

    private Matrix() {}

    public static List<Row> rows() {
        return Stream.of(
                        WorkerDeaths.rows(),
                        OnceDeaths.rows(),
                        Pauses.rows(),
                        Handlers.rows(),
                        Stops.rows(),
                        Poison.rows(),
                        Producers.rows(),
                        RedisCrashes.rows(),
                        RedisStalls.rows(),
                        Servers.rows(),
                        Failovers.rows(),
                        Clusters.rows(),
                        Wires.rows(),
                        Payloads.rows(),
                        Clocks.rows(),
                        Scale.rows(),
                        List.of(Soak.row(Duration.ofSeconds(90), line -> {})),
                        Recovery.rows())
                .flatMap(List::stream)
                .toList();
    }

    public static Optional<Row> find(String id) {
        return rows().stream().filter(row -> row.id().equalsIgnoreCase(id)).findFirst();
    }
}
