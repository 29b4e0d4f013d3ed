package dev.baton.simulation;

import dev.baton.model.JobStatus;
import dev.baton.worker.SteppedWorker.Attempt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has to hold after every step; what is judged at a start or an outcome stands in {@link History}. */
final class Invariants {
    private static final class Places {
        int bare;
        int claimed;
    }

    private final World world;
    private final Map<String, JobStatus> before = new HashMap<>();
    private int rollbacksBefore;

    Invariants(World world) {
        this.world = world;
    }

    /** What is wrong, a word and a colon first; null if nothing is. {@code deed} is what was just done. */
    @Nullable
    String broken(Deed deed) {
        String wrong = world.model.history().wrong();
        if (wrong == null) {
            wrong = places();
        }
        if (wrong == null) {
            wrong = ends(deed);
        }
        if (wrong == null) {
            wrong = losses();
        }
        return wrong == null ? workers() : wrong;
    }

    private @Nullable String places() {
        ModelQueue queue = world.model.queue();
        Map<String, Places> places = new HashMap<>();
        for (String id : queue.pending) {
            places.computeIfAbsent(id, unseen -> new Places()).bare++;
        }
        for (List<List<String>> lists : queue.allHands().values()) {
            for (List<String> list : lists) {
                for (String element : list) {
                    Places of = places.computeIfAbsent(ModelQueue.idOf(element), unseen -> new Places());
                    if (ModelQueue.isClaimed(element)) {
                        of.claimed++;
                    } else {
                        of.bare++;
                    }
                }
            }
        }
        for (var found : places.entrySet()) {
            String id = found.getKey();
            Places of = found.getValue();
            ModelJob job = queue.find(id);
            if (job == null) {
                return "unknown id: " + id;
            }
            boolean right = switch (job.status) {
                case PENDING -> of.bare == 1 && of.claimed == 0;
                case IN_PROGRESS -> of.bare == 0 && of.claimed == 1;
                case CANCELLED -> of.bare == (job.stale ? 1 : 0) && of.claimed == 0;
                case SCHEDULED, RETRYING, DONE, DEAD -> false;
            };
            if (!right) {
                return "single place: " + id + " is " + job.status.word() + ", and stands bare " + of.bare
                        + " times and claimed " + of.claimed + " times";
            }
        }
        for (var job : queue.jobs.entrySet()) {
            JobStatus status = job.getValue().status;
            if ((status == JobStatus.PENDING || status == JobStatus.IN_PROGRESS || job.getValue().stale)
                    && !places.containsKey(job.getKey())) {
                return "single place: " + job.getKey() + " is " + status.word() + ", and stands nowhere";
            }
        }
        return null;
    }

    private @Nullable String ends(Deed deed) {
        ModelQueue queue = world.model.queue();
        int rollbacks = world.model.history().rollbacks;
        if (rollbacks != rollbacksBefore) {
            rollbacksBefore = rollbacks;
            before.clear();
        }
        for (var job : queue.jobs.entrySet()) {
            JobStatus was = before.put(job.getKey(), job.getValue().status);
            if (was != null
                    && was != job.getValue().status
                    && deed != Deed.REPLAY
                    && (was == JobStatus.DONE || was == JobStatus.DEAD || was == JobStatus.CANCELLED)) {
                return "terminal: " + job.getKey() + " was " + was.word() + " and became "
                        + job.getValue().status.word();
            }
        }
        return null;
    }

    private @Nullable String losses() {
        ModelQueue queue = world.model.queue();
        for (String id : world.model.history().acknowledged) {
            if (queue.find(id) == null) {
                return "lost: " + id + " was acknowledged, and is unknown";
            }
        }
        return null;
    }

    private @Nullable String workers() {
        boolean undone = world.model.history().rollbacks > 0;
        for (World.Place place : world.places) {
            if (place == null) {
                continue;
            }
            if (place.worker.mistakes() > 0) {
                return "worker: its own code was found wrong";
            }
            for (Attempt attempt : place.worker.running()) {
                if (attempt.isLost()
                        && !undone
                        && world.model
                                .queue()
                                .grants
                                .containsKey(attempt.claim().entry())) {
                    return "told lost: the handler of " + attempt.claim().entry()
                            + " was stopped, and its entry stands";
                }
            }
        }
        return null;
    }
}
