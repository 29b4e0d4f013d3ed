package dev.baton.simulation;

import dev.baton.simulation.Schedule.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/** Makes a schedule of a seed, and makes one that fails shorter. */
final class Explorer {
    private static final int SHORTEST = 20;
    private static final int LONGEST = 90;
    private static final int TRIES = 20;

    private final Set<Mistake> mistakes;

    Explorer(Set<Mistake> mistakes) {
        this.mistakes = mistakes;
    }

    Result explore(long seed) {
        return explore(seed, World.onModel(mistakes));
    }

    static Result explore(long seed, World world) {
        SplittableRandom random = new SplittableRandom(seed);
        Picks picks = new Picks(random);
        int length = SHORTEST + random.nextInt(LONGEST - SHORTEST);
        Schedule schedule = new Schedule(world);
        String broken = schedule.take(new Step(Deed.HIRE, 0, 0));
        if (broken == null) {
            broken = schedule.take(new Step(Deed.ENQUEUE, 0, 0));
        }
        for (int tries = length * TRIES; broken == null && schedule.length() < length && tries > 0; tries--) {
            broken = schedule.take(picks.next());
        }
        return schedule.result(broken == null ? schedule.home() : broken);
    }

    /** Leaves out whatever can be left out, ever smaller parts of it, while the same invariant breaks. */
    Result shrink(Result failed) {
        Result best = Schedule.replay(failed.steps(), mistakes);
        if (!best.breaksLike(failed)) {
            throw new IllegalStateException("Not deterministic: " + failed.broken() + ", and then " + best.broken());
        }
        boolean shorter = true;
        while (shorter) {
            shorter = false;
            for (int part = Math.max(1, best.steps().size() / 2); part > 0; part /= 2) {
                for (int from = 0; from < best.steps().size(); ) {
                    Result next = without(
                            best, from, Math.min(from + part, best.steps().size()));
                    if (next.breaksLike(failed)
                            && next.steps().size() < best.steps().size()) {
                        best = next;
                        shorter = true;
                    } else {
                        from += part;
                    }
                }
            }
        }
        return simpler(best);
    }

    /** Smaller numbers, where they do as well. */
    private Result simpler(Result failed) {
        Result best = failed;
        for (int at = 0; at < best.steps().size(); at++) {
            Step step = best.steps().get(at);
            for (int which = 0; which < step.which(); which++) {
                List<Step> steps = new ArrayList<>(best.steps());
                steps.set(at, new Step(step.deed(), step.worker(), which));
                Result next = Schedule.replay(steps, mistakes);
                if (next.breaksLike(failed)
                        && next.steps().size() <= best.steps().size()) {
                    best = next;
                    break;
                }
            }
        }
        return best;
    }

    private Result without(Result whole, int from, int to) {
        List<Step> steps = new ArrayList<>(whole.steps());
        steps.subList(from, to).clear();
        return Schedule.replay(steps, mistakes);
    }

    /** A schedule: each step as it is replayed and in words, and what broke. */
    String tell(Result failed) {
        StringBuilder told = new StringBuilder();
        World world = World.onModel(mistakes);
        for (Step step : failed.steps()) {
            StringBuilder words = new StringBuilder();
            world.tellTo(words);
            try {
                world.does(step);
            } catch (RuntimeException e) {
                words.append("throws ").append(e);
            }
            told.append(String.format(Locale.ROOT, "%-20s # %s%n", step, words));
        }
        String broken = failed.broken();
        return told.append("# ")
                .append(broken == null ? "nothing broke" : broken)
                .append(System.lineSeparator())
                .toString();
    }
}
