package dev.baton.bench.endurance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bytes over time, and whether they grow: a straight line through the samples, by least squares. */
final class Trend {
    /** Less than this over the whole time is the noise of an allocator and of a collector. */
    private static final double NOISE_BYTES = 2 << 20;

    private static final double NOISE_SHARE = 0.05;

    private final List<double[]> samples = new ArrayList<>();

    void add(double seconds, double bytes) {
        samples.add(new double[] {seconds, bytes});
    }

    double mean() {
        return mean(1);
    }

    /** Bytes a second. */
    double slope() {
        double meanSeconds = mean(0);
        double meanBytes = mean(1);
        double both = 0;
        double squares = 0;
        for (double[] sample : samples) {
            both += (sample[0] - meanSeconds) * (sample[1] - meanBytes);
            squares += (sample[0] - meanSeconds) * (sample[0] - meanSeconds);
        }
        return squares == 0 ? 0 : both / squares;
    }

    /** Bytes from the first sample to the last, on the line. */
    double growth() {
        return slope() * seconds();
    }

    /** Whether the growth is more than noise: 2 MiB, and 5 % of the mean. */
    boolean grows() {
        return growth() > Math.max(NOISE_BYTES, NOISE_SHARE * mean());
    }

    /** For people: whether it grows, and by how much. */
    String verdict() {
        return (grows() ? "GROWS: " : "flat: ") + numbers();
    }

    /** For people: by how much. */
    String numbers() {
        return String.format(
                Locale.ROOT,
                "%+.2f MB over %.1f min, at %.2f MB on average (%d samples)",
                growth() / 1e6,
                seconds() / 60,
                mean() / 1e6,
                samples.size());
    }

    private double seconds() {
        return samples.isEmpty() ? 0 : samples.get(samples.size() - 1)[0] - samples.get(0)[0];
    }

    private double mean(int column) {
        return samples.stream().mapToDouble(sample -> sample[column]).average().orElse(0);
    }
}
