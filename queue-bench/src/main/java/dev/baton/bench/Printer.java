package dev.baton.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.bench.lab.Figure;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows figures: a table for people, or one JSON object a line for programs. */
interface Printer {
    void setting(String name, String value);

    void figures(List<Figure> figures);

    static Printer of(boolean json, PrintStream out) {
        return json ? new Lines(out) : new Table(out);
    }

    /** For people. */
    final class Table implements Printer {
        private final PrintStream out;

        Table(PrintStream out) {
            this.out = out;
        }

        @Override
        public void setting(String name, String value) {
            out.printf(Locale.ROOT, "%-12s %s%n", name, value);
        }

        @Override
        public void figures(List<Figure> figures) {
            out.println();
            out.printf(
                    Locale.ROOT, "%-34s %-16s %14s %14s %14s %8s%n", "figure", "unit", "median", "min", "max", "ratio");
            for (Figure figure : figures) {
                out.printf(
                        Locale.ROOT,
                        "%-34s %-16s %14s %14s %14s %8s%n",
                        figure.name(),
                        figure.unit(),
                        number(figure.median()),
                        number(figure.min()),
                        number(figure.max()),
                        figure.ratio() == null ? "" : String.format(Locale.ROOT, "%.2f", figure.ratio()));
            }
        }

        private static String number(double value) {
            return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%,.0f" : "%.2f", value);
        }
    }

    /** For programs: each line carries the settings, so that it means something wherever it is put. */
    final class Lines implements Printer {
        private static final ObjectMapper JSON = new ObjectMapper();
        private final PrintStream out;
        private final Map<String, String> settings = new LinkedHashMap<>();

        Lines(PrintStream out) {
            this.out = out;
        }

        @Override
        public void setting(String name, String value) {
            settings.put(name, value);
        }

        @Override
        public void figures(List<Figure> figures) {
            for (Figure figure : figures) {
                Map<String, @Nullable Object> line = new LinkedHashMap<>();
                line.put("name", figure.name());
                line.put("unit", figure.unit());
                line.put("median", figure.median());
                line.put("min", figure.min());
                line.put("max", figure.max());
                line.put("rounds", figure.rounds());
                line.put("limit", figure.limit());
                line.put("ratio", figure.ratio());
                line.put("settings", settings);
                try {
                    out.println(JSON.writeValueAsString(line));
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException("Numbers and texts are always JSON", e);
                }
            }
        }
    }
}
