package dev.baton.peers.conductor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was read off, round by round. Used by one thread. */
final class Readings {
    private final Map<String, Series> series = new LinkedHashMap<>();

    private record Series(String unit, Map<Candidate, List<Double>> values) {}

    /** One figure of all its rounds. @param ratio of Baton's median to this one; null for Baton's own, and without Baton's */
    record Figure(
            String name,
            Candidate peer,
            String unit,
            double median,
            double min,
            double max,
            int rounds,
            Optional<Double> ratio) {}

    void note(String name, String unit, Candidate peer, double value) {
        series.computeIfAbsent(name, first -> new Series(unit, new EnumMap<>(Candidate.class)))
                .values()
                .computeIfAbsent(peer, first -> new ArrayList<>())
                .add(value);
    }

    /** Forgets a round that only warmed up. */
    void forget() {
        series.clear();
    }

    /** Figures that belong together stand together, Baton's first. */
    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        series.forEach((name, one) -> {
            List<Double> batons = one.values().get(Candidate.BATON);
            one.values().forEach((peer, values) -> {
                double median = median(values);
                figures.add(new Figure(
                        name,
                        peer,
                        one.unit(),
                        median,
                        values.stream().mapToDouble(value -> value).min().orElseThrow(),
                        values.stream().mapToDouble(value -> value).max().orElseThrow(),
                        values.size(),
                        peer == Candidate.BATON || batons == null || median == 0
                                ? Optional.empty()
                                : Optional.of(median(batons) / median)));
            });
        });
        return figures;
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
