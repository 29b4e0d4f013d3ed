package dev.baton.chaos.row;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All rows of the fault matrix, in its order, and those that there are none of yet. */
public final class Matrix {
    private static final String NO_TOPOLOGY = "Baton has no rows for Sentinel and Cluster yet";

    /** Rows of the matrix that nothing here runs, and why. */
    public static final Map<String, String> NOT_THERE = new TreeMap<>(Map.of(
            "F-T2", "no row turns the clock of Redis yet",
            "F-R12", NO_TOPOLOGY,
            "F-R13", NO_TOPOLOGY,
            "F-R14", NO_TOPOLOGY,
            "F-C1", NO_TOPOLOGY,
            "F-C2", NO_TOPOLOGY,
            "F-C3", NO_TOPOLOGY,
            "F-T3", "there are no schedules yet"));

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
