package dev.baton.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Steps on a fresh world, until one breaks an invariant or all are done; and then the way home. */
final class Schedule {
    /**
     * What came of a schedule.
     *
     * @param steps those that were done, the breaking one last
     * @param broken what was wrong, a word and a colon first; null if nothing was
     */
    record Result(List<Step> steps, @Nullable String broken) {
        boolean breaksLike(Result other) {
            return broken != null && other.broken != null && kind(broken).equals(kind(other.broken));
        }

        private static String kind(String broken) {
            return broken.substring(0, broken.indexOf(':'));
        }
    }

    private final World world;
    private final Invariants invariants;
    private final List<Step> done = new ArrayList<>();

    Schedule(World world) {
        this.world = world;
        this.invariants = new Invariants(world);
    }

    static Result replay(List<Step> steps, Set<Mistake> mistakes) {
        Schedule schedule = new Schedule(World.onModel(mistakes));
        for (Step step : steps) {
            String broken = schedule.take(step);
            if (broken != null) {
                return schedule.result(broken);
            }
        }
        return schedule.result(schedule.home());
    }

    Result result(@Nullable String broken) {
        return new Result(List.copyOf(done), broken);
    }

    int length() {
        return done.size();
    }

    /** Takes a step; nothing is done, and nothing noted, if there is nothing to do it to. @return what it broke */
    @Nullable
    String take(Step step) {
        boolean did;
        try {
            did = world.does(step);
        } catch (RuntimeException e) {
            done.add(step);
            return "thrown: " + e;
        }
        if (!did) {
            return null;
        }
        done.add(step);
        return invariants.broken(step.deed());
    }

    /** The way home. @return what was broken on it */
    @Nullable
    String home() {
        try {
            return new WayHome(world, invariants).broken();
        } catch (RuntimeException e) {
            return "thrown: " + e;
        }
    }
}
