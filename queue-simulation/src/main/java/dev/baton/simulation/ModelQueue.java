package dev.baton.simulation;

import dev.baton.model.JobStatus;
import dev.baton.store.Lane;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What stands in the keys of one queue, by docs/redis-model.md; lists as in Redis, their left end first. */
final class ModelQueue {
    final TreeMap<String, ModelJob> jobs = new TreeMap<>();
    final List<String> pending = new ArrayList<>();
    final List<String> done = new ArrayList<>();
    final Map<String, Long> workers = new LinkedHashMap<>();
    boolean paused;
    /** Which claim an entry stands for: known to the model alone, so that a wrong match is seen. */
    final Map<String, Integer> grants = new LinkedHashMap<>();
    /** Only with {@link Mistake#COUNTER_NONCE}. */
    long counter;

    private final Map<String, List<List<String>>> hands = new LinkedHashMap<>();

    ModelQueue copy() {
        ModelQueue copy = new ModelQueue();
        jobs.forEach((id, job) -> copy.jobs.put(id, job.copy()));
        copy.pending.addAll(pending);
        copy.done.addAll(done);
        copy.workers.putAll(workers);
        copy.paused = paused;
        copy.grants.putAll(grants);
        copy.counter = counter;
        hands.forEach((worker, lanes) -> {
            List<List<String>> lists = new ArrayList<>();
            lanes.forEach(lane -> lists.add(new ArrayList<>(lane)));
            copy.hands.put(worker, lists);
        });
        return copy;
    }

    List<String> hand(Lane lane) {
        return hands(lane.worker()).get(lane.number());
    }

    /** The four lists of an incarnation. */
    List<List<String>> hands(String worker) {
        List<List<String>> lists = hands.get(worker);
        if (lists == null) {
            lists = new ArrayList<>(Lane.MAX);
            for (int lane = 0; lane < Lane.MAX; lane++) {
                lists.add(new ArrayList<>(4));
            }
            hands.put(worker, lists);
        }
        return lists;
    }

    Map<String, List<List<String>>> allHands() {
        return hands;
    }

    boolean holds(String worker) {
        List<List<String>> lists = hands.get(worker);
        if (lists != null) {
            for (List<String> list : lists) {
                if (!list.isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean isLive(String worker, long nowMillis) {
        Long expiry = workers.get(worker);
        return expiry != null && expiry > nowMillis;
    }

    @Nullable
    ModelJob find(String id) {
        return jobs.get(id);
    }

    ModelJob job(String id) {
        ModelJob job = jobs.get(id);
        if (job == null) {
            throw new IllegalStateException("no such job: " + id);
        }
        return job;
    }

    @Nullable
    JobStatus status(String id) {
        ModelJob job = jobs.get(id);
        return job == null ? null : job.status;
    }

    /** An id met in a list where it should not be: if it was cancelled while pending, this was its last place. */
    void dropStale(String id) {
        ModelJob job = jobs.get(id);
        if (job != null && job.status == JobStatus.CANCELLED) {
            job.stale = false;
        }
    }

    void end(ModelJob job, JobStatus status, long nowMillis) {
        job.status = status;
        job.asked = false;
        job.endedMillis = nowMillis;
    }

    static String idOf(String element) {
        int space = element.indexOf(' ');
        return space < 0 ? element : element.substring(0, space);
    }

    static boolean isClaimed(String element) {
        return element.indexOf(' ') >= 0;
    }

    static long fenceOf(String entry) {
        return Long.parseLong(entry.substring(entry.lastIndexOf(' ') + 1));
    }
}
