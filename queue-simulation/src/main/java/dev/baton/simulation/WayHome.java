package dev.baton.simulation;

import dev.baton.worker.SteppedWorker;
import dev.baton.worker.SteppedWorker.Way;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a schedule: no faults any more, time goes by, everything is delivered and every handler succeeds. Then each job
 * has to come to its end within a bounded time: nothing may be stuck.
 */
final class WayHome {
    private static final int ROUNDS = 60;
    private static final int TURNS = 25;
    private static final long ROUND_MILLIS = 2_000;

    private final World world;
    private final Invariants invariants;

    WayHome(World world, Invariants invariants) {
        this.world = world;
        this.invariants = invariants;
    }

    /** What is wrong on the way or at its end; null if nothing is. */
    @Nullable
    String broken() {
        world.does(new Step(Deed.RESUME, 0, 0));
        for (int round = 0; round < ROUNDS && !isHome(); round++) {
            for (int at = 0; at < World.PLACES; at++) {
                World.Place place = world.places[at];
                if (place == null && at == 0) {
                    world.does(new Step(Deed.HIRE, at, 0));
                    place = world.places[at];
                }
                if (place != null) {
                    duties(place.worker);
                    world.endWaits(place.process);
                    settle(at, place);
                    String wrong = invariants.broken(Deed.BEAT);
                    if (wrong != null) {
                        return wrong;
                    }
                }
            }
            world.rest(ROUND_MILLIS);
        }
        return isHome() ? null : "stuck: " + whereabouts();
    }

    private static void duties(SteppedWorker worker) {
        if (worker.isStopping()) {
            worker.sendBack();
        }
        worker.beat();
        worker.reclaim();
        worker.salvage();
        worker.walk();
        worker.watch();
    }

    private void settle(int at, World.Place place) {
        SteppedWorker worker = place.worker;
        boolean moved = true;
        for (int turn = 0; moved && turn < TURNS; turn++) {
            moved = false;
            for (Message<?> message : List.copyOf(place.process.messages)) {
                moved |= world.brings(place.process, message);
            }
            for (int timers = worker.timers(); timers > 0; timers--) {
                worker.ring(0);
                moved = true;
            }
            for (int waiting = worker.waiting() - 1; waiting >= 0; waiting--) {
                moved |= world.does(new Step(Deed.START, at, waiting))
                        && !worker.running().isEmpty();
            }
            while (!worker.running().isEmpty()) {
                worker.end(0, Way.RETURNS);
                moved = true;
            }
        }
        if (worker.leave() || worker.isGone()) {
            for (Message<?> message : List.copyOf(place.process.messages)) {
                world.brings(place.process, message);
            }
            world.does(new Step(Deed.CRASH, at, 0));
        }
    }

    private boolean isHome() {
        for (ModelJob job : world.model.queue().jobs.values()) {
            if (!job.isTerminal()) {
                return false;
            }
        }
        return true;
    }

    private String whereabouts() {
        StringBuilder words = new StringBuilder();
        ModelQueue queue = world.model.queue();
        queue.jobs.forEach((id, job) -> {
            if (!job.isTerminal()) {
                words.append(id).append(" is still ").append(job.status.word()).append(", ");
            }
        });
        return words + "pending " + queue.pending + ", hands " + queue.allHands();
    }
}
