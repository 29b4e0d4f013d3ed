package dev.baton.bench.lab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was read off, round by round. Used by one thread. */
public final class Readings {
    private final Map<String, Series> series = new LinkedHashMap<>();
    private final Map<String, String> remarks = new LinkedHashMap<>();
    private final Consumer<String> progress;

    /** @param progress is told what is under way, for people who wait */
    public Readings(Consumer<String> progress) {
        this.progress = progress;
    }

    private record Series(String unit, @Nullable String limit, List<Double> values) {}

    /** A figure that stands for itself. */
    public void note(String name, String unit, double value) {
        note(name, unit, value, null);
    }

    /** A figure that is shown beside another one of the same run, its limit. */
    public void note(String name, String unit, double value, @Nullable String limit) {
        series.computeIfAbsent(name, first -> new Series(unit, limit, new ArrayList<>()))
                .values()
                .add(value);
    }

    /** What no number says, shown with the settings. */
    public void remark(String name, String text) {
        remarks.put(name, text);
    }

    /** A line for people who wait. */
    public void tell(String line) {
        progress.accept(line);
    }

    /** Forgets a round that only warmed up. */
    public void forget() {
        series.clear();
    }

    public Map<String, String> remarks() {
        return Collections.unmodifiableMap(remarks);
    }

    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        series.forEach((name, one) -> {
            Series beside = one.limit() == null ? null : series.get(one.limit());
            figures.add(
                    Figure.of(name, one.unit(), one.values(), beside == null ? null : Figure.median(beside.values())));
        });
        return figures;
    }
}
