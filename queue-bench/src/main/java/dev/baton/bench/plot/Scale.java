package dev.baton.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/** Where a value lies between the ends of an axis, 0 to 1, and which values are written beside it. */
interface Scale {
    double at(double value);

    List<Double> ticks();

    /** From 0 to a round number. */
    static Scale fromZero(double largest) {
        double step = roundUp(largest / 6);
        double end = Math.ceil(largest / step) * step;
        List<Double> ticks = DoubleStream.iterate(0, tick -> tick <= end * 1.0001, tick -> tick + step)
                .boxed()
                .toList();
        return new Ticked(value -> value / end, ticks);
    }

    /** Logarithmic, from one of 1, 2, 5, 10, 20 … to another, such that all lies between. */
    static Scale logarithmic(double smallest, double largest) {
        List<Double> ticks = new ArrayList<>();
        double next = Math.pow(10, Math.floor(Math.log10(smallest)));
        while (ticks.isEmpty() || ticks.get(ticks.size() - 1) < largest) {
            if (next <= smallest) {
                ticks.clear();
            }
            ticks.add(next);
            next = roundUp(next * 1.01);
        }
        return logarithmic(ticks);
    }

    /** Logarithmic, from the first of these ticks to the last. */
    static Scale logarithmic(List<Double> ticks) {
        double first = Math.log(ticks.get(0));
        double length = Math.max(1e-9, Math.log(ticks.get(ticks.size() - 1)) - first);
        return new Ticked(value -> (Math.log(value) - first) / length, List.copyOf(ticks));
    }

    /** The next of 1, 2, 5, 10, 20 … that is not smaller. */
    private static double roundUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= value * 0.9999) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** A scale by a formula. */
    record Ticked(DoubleUnaryOperator formula, List<Double> ticks) implements Scale {
        @Override
        public double at(double value) {
            return formula.applyAsDouble(value);
        }
    }
}
