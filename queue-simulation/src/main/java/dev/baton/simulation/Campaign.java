package dev.baton.simulation;

import dev.baton.simulation.Schedule.Result;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One schedule after the other, on one thread, until the time is over or one fails; and what was done in them. */
final class Campaign {
    private final long seed;
    private final Explorer explorer;
    private final Map<Deed, Long> faults = new EnumMap<>(Deed.class);
    private long schedules;
    private long steps;
    private long nanos;
    private long processorNanos;

    Campaign(long seed, Set<Mistake> mistakes) {
        this.seed = seed;
        this.explorer = new Explorer(mistakes);
    }

    /**
     * Runs schedules.
     *
     * @return the first that failed, as it came; null if none did
     */
    @Nullable
    Result run(Duration time, long most) {
        long began = System.nanoTime();
        long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        Result failed = null;
        while (failed == null && schedules < most && System.nanoTime() - began < time.toNanos()) {
            Result result = explorer.explore(seed + schedules);
            schedules++;
            steps += result.steps().size();
            for (Step step : result.steps()) {
                if (step.deed().fault) {
                    faults.merge(step.deed(), 1L, Long::sum);
                }
            }
            failed = result.broken() == null ? null : result;
        }
        nanos += System.nanoTime() - began;
        processorNanos += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processor;
        return failed;
    }

    long schedules() {
        return schedules;
    }

    Map<Deed, Long> faults() {
        return faults;
    }

    /** The figures, a line each. */
    String figures() {
        StringBuilder lines = new StringBuilder();
        lines.append(String.format(
                Locale.ROOT,
                "schedules  %,d, %,d a minute (%,d a minute of processor time)%n",
                schedules,
                aMinute(schedules, nanos),
                aMinute(schedules, processorNanos)));
        lines.append(String.format(Locale.ROOT, "steps      %,d, and the way home of each%n", steps));
        faults.forEach((deed, count) ->
                lines.append(String.format(Locale.ROOT, "fault      %-14s %,d%n", deed.word(), count)));
        return lines.toString();
    }

    private static long aMinute(long count, long in) {
        return Math.round(count * 60e9 / Math.max(1, in));
    }

    /** A failure in its shortest form, to be read and to be replayed. */
    String shortest(Result failed) {
        Result shrunk = explorer.shrink(failed);
        return "shrunk from " + failed.steps().size() + " to " + shrunk.steps().size() + " steps"
                + System.lineSeparator() + explorer.tell(shrunk);
    }
}
