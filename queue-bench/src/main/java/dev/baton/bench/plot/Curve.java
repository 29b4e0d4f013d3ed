package dev.baton.bench.plot;

import java.util.List;

/** One line of a plot. */
public record Curve(String name, List<Point> points) {

    /** A median at {@code x}, and the range in which all rounds lay. */
    public record Point(double x, double median, double min, double max) {}
}
