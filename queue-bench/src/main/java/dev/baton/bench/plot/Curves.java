package dev.baton.bench.plot;

import dev.baton.bench.lab.Figure;
import dev.baton.bench.plot.Curve.Point;
import dev.baton.bench.plot.Plot.Axis;
import dev.baton.model.Printable;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.ProgramFailure;
import dev.baton.worker.program.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the curves are measured over, how their figures are called, and the pictures of them. */
public final class Curves {
    /** Handlers that run at once. */
    public static final List<Integer> HANDLERS = List.of(1, 4, 16, 64, 256);
    /** Jobs a second. */
    public static final List<Integer> RATES = List.of(50, 200, 1000, 5000);

    private static final String DRAIN_PLOT = "drain-over-concurrency.svg";
    private static final String LATENCY_PLOT = "latency-over-rate.svg";

    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private final List<String> caption;

    /** @param caption lines that tell what was measured with */
    public Curves(List<Figure> figures, List<String> caption) {
        figures.forEach(figure -> this.figures.put(figure.name(), figure));
        this.caption = List.copyOf(caption);
    }

    public static String drainFigure(int handlers) {
        return "drain.pool." + handlers;
    }

    public static String latencyFigure(int rate) {
        return "latency." + rate;
    }

    public static String blmoveFigure(int rate) {
        return "limit.blmove." + rate;
    }

    /** Makes the directory, so that it is known before minutes are spent whether it can be. */
    public static void prepare(Path directory) {
        String named = "--plots " + Printable.quote(directory.toString());
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new UsageException(named + " is no directory: name one, which is made if it is missing");
        }
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UsageException(named + " cannot be made: " + Failures.reason(e), e);
        }
        if (!Files.isWritable(directory)) {
            throw new UsageException(named + " may not be written to: name another directory");
        }
    }

    /** Writes two files, in place of those that were there. */
    public List<Path> write(Path directory) {
        try {
            Path drain = Files.writeString(directory.resolve(DRAIN_PLOT), drain().svg());
            Path latency =
                    Files.writeString(directory.resolve(LATENCY_PLOT), latency().svg());
            return List.of(drain, latency);
        } catch (IOException e) {
            throw new ProgramFailure("No plots can be written to " + directory + ": " + Failures.reason(e), e);
        }
    }

    private Plot drain() {
        List<Point> points = new ArrayList<>();
        for (int handlers : HANDLERS) {
            points.add(point(handlers, drainFigure(handlers), 1));
        }
        return new Plot(
                "A backlog drained by one worker",
                new Axis("handlers at once (pool of platform threads)", ticked(HANDLERS)),
                new Axis("jobs a second", Scale.fromZero(largest(points))),
                List.of(new Curve("one worker", points)),
                caption);
    }

    private Plot latency() {
        List<Curve> curves = List.of(
                latencyCurve("enqueue → done, p50", "latency.%d.done.p50"),
                latencyCurve("enqueue → start, p99", "latency.%d.start.p99"),
                latencyCurve("enqueue → start, p50", "latency.%d.start.p50"),
                latencyCurve("bare BLMOVE, p50", "limit.blmove.%d.p50"));
        List<Point> all =
                curves.stream().flatMap(curve -> curve.points().stream()).toList();
        double smallest = all.stream().mapToDouble(Point::min).min().orElseThrow();
        return new Plot(
                "Latency over the rate of jobs, one worker",
                new Axis("jobs a second", ticked(RATES)),
                new Axis("milliseconds", Scale.logarithmic(smallest, largest(all))),
                curves,
                caption);
    }

    private Curve latencyCurve(String name, String figure) {
        List<Point> points = new ArrayList<>();
        for (int rate : RATES) {
            points.add(point(rate, String.format(Locale.ROOT, figure, rate), 1e-3));
        }
        return new Curve(name, points);
    }

    private Point point(int x, String name, double factor) {
        Figure figure = figures.get(name);
        if (figure == null) {
            throw new IllegalStateException("The figure " + name + " was not measured");
        }
        return new Point(x, figure.median() * factor, figure.min() * factor, figure.max() * factor);
    }

    private static Scale ticked(List<Integer> values) {
        return Scale.logarithmic(values.stream().map(Integer::doubleValue).toList());
    }

    private static double largest(List<Point> points) {
        return points.stream().mapToDouble(Point::max).max().orElseThrow();
    }
}
