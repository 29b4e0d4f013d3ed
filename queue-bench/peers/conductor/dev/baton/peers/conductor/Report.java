package dev.baton.peers.conductor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows figures: a table for people, or the lines of {@code ./baton bench --json} with a peer in each for programs. */
record Report(Map<String, String> settings, List<Readings.Figure> figures) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROW = "%-24s %-18s %-14s %12s %12s %12s %12s%n";

    void printTable(PrintStream out) {
        settings.forEach((name, value) -> out.printf("%-18s %s%n", name, value));
        out.printf("%n" + ROW, "figure", "peer", "unit", "median", "min", "max", "baton/peer");
        for (Readings.Figure figure : figures) {
            out.printf(
                    ROW,
                    figure.name(),
                    figure.peer().word(),
                    figure.unit(),
                    number(figure.median()),
                    number(figure.min()),
                    number(figure.max()),
                    figure.ratio()
                            .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
                            .orElse(""));
        }
    }

    void printLines(PrintStream out) throws JsonProcessingException {
        for (Readings.Figure figure : figures) {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("name", figure.name());
            line.put("peer", figure.peer().word());
            line.put("unit", figure.unit());
            line.put("median", figure.median());
            line.put("min", figure.min());
            line.put("max", figure.max());
            line.put("rounds", figure.rounds());
            line.put("limit", null); // peers are compared with one another, not with Redis
            line.put("ratio", figure.ratio().orElse(null));
            line.put("settings", settings);
            out.println(JSON.writeValueAsString(line));
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%,.0f" : "%.2f", value);
    }
}
