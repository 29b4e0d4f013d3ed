package dev.baton.bench.lab;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One measured figure over all rounds.
 *
 * @param limit the median of what Redis alone did in the same run; null if there is nothing to compare with
 * @param ratio {@code median / limit}; null without a limit
 */
public record Figure(
        String name,
        String unit,
        double median,
        double min,
        double max,
        int rounds,
        @Nullable Double limit,
        @Nullable Double ratio) {

    public static Figure of(String name, String unit, List<Double> values, @Nullable Double limit) {
        double median = median(values);
        return new Figure(
                name,
                unit,
                median,
                values.stream().mapToDouble(value -> value).min().orElseThrow(),
                values.stream().mapToDouble(value -> value).max().orElseThrow(),
                values.size(),
                limit,
                limit == null || limit == 0 ? null : median / limit);
    }

    public static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
