package dev.baton.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What has happened, which no rollback undoes: what the invariants of the whole way are judged by. */
final class History {
    /** One claim of a job, from its grant on. */
    static final class Grant {
        final int number;
        final String id;
        final String worker;
        final int rollbacksBefore;
        boolean over;
        boolean reclaimed;
        int starts;

        Grant(int number, String id, String worker, int rollbacksBefore) {
            this.number = number;
            this.id = id;
            this.worker = worker;
            this.rollbacksBefore = rollbacksBefore;
        }
    }

    /** Of one job: how often it was started, and how often it may have been. */
    static final class Starts {
        boolean once;
        int starts;
        int allowed = 1;
    }

    private final List<Grant> grants = new ArrayList<>();
    private final Map<String, Starts> starts = new TreeMap<>();
    private final Map<String, Integer> byEntry = new HashMap<>();
    private final Set<String> crashes = new HashSet<>();
    final Set<String> acknowledged = new HashSet<>();
    int rollbacks;
    int clockSteps;
    private @Nullable String wrong;

    Grant grant(String id, String worker, String entry) {
        Grant grant = new Grant(grants.size(), id, worker, rollbacks);
        grants.add(grant);
        byEntry.put(entry, grant.number);
        return grant;
    }

    Grant grant(int number) {
        return grants.get(number);
    }

    /** The latest grant that had this entry; below 0 if there was none. */
    int numberOf(String entry) {
        return byEntry.getOrDefault(entry, -1);
    }

    Starts starts(String id) {
        return starts.computeIfAbsent(id, unknown -> new Starts());
    }

    void made(String id, boolean once) {
        starts(id).once = once;
    }

    /** The claim of a job ended so that another may come: of one that may be started only once, because nothing began. */
    void mayStartAgain(String id) {
        Starts job = starts(id);
        job.allowed += job.once ? 0 : 1;
    }

    /** A person decided that the job may be started once more. */
    void replayed(String id) {
        starts(id).allowed++;
    }

    void rolledBack() {
        rollbacks++;
        starts.values().forEach(job -> job.allowed++);
        for (Grant grant : grants) {
            if (!grant.over && grant.starts == 0) {
                starts(grant.id).allowed += 2; // its worker may start it yet, and knows nothing of the rollback
            }
        }
    }

    /** An outcome of one claim was recorded by ending another's entry, unless both are the same. */
    void outcome(int said, Grant ended) {
        if (said >= 0 && said != ended.number) {
            violated("not fenced: claim " + said + " of " + ended.id + " ended claim " + ended.number);
        }
        ended.over = true;
    }

    /** A crash was counted. One lost incarnation is one crash of a job, however often it is taken back from it. */
    void crash(Grant grant) {
        grant.over = true;
        grant.reclaimed = true;
        if (!crashes.add(grant.worker + " " + grant.id) && rollbacks == 0 && clockSteps == 0) {
            violated("counted twice: " + grant.id + " crashed two times in " + grant.worker);
        }
    }

    void violated(String what) {
        if (wrong == null) {
            wrong = what;
        }
    }

    @Nullable
    String wrong() {
        return wrong;
    }
}
