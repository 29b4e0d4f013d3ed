package dev.baton.worker;

import dev.baton.model.JobStatus;
import dev.baton.model.Limits;
import dev.baton.store.Ending;
import dev.baton.store.Settlement;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings withdrawn jobs back to the front of the queue, so that they stand there in the order in which they were claimed:
 * the newest first, one call after another, for each call pushes before whatever stands there. Thread-safe.
 */
final class Returns {
    private final QueueRunner queue;
    private final List<Held> waiting = new ArrayList<>(); // oldest claim first
    private boolean calling;
    private boolean gathering;

    Returns(QueueRunner queue) {
        this.queue = queue;
    }

    /** Takes jobs, oldest claim first. Returns at once. */
    void add(List<Held> withdrawn) {
        synchronized (this) {
            waiting.addAll(withdrawn);
        }
        next();
    }

    /** Sends nothing for now: what the last claims bring is newer, and has to go first. */
    synchronized void gather() {
        gathering = true;
    }

    /** Sends what was gathered. */
    void send() {
        synchronized (this) {
            gathering = false;
        }
        next();
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty() && !calling;
    }

    private void next() {
        List<Held> run;
        synchronized (this) {
            if (calling || gathering || waiting.isEmpty()) {
                return;
            }
            run = takeNewestOfOneLane();
            calling = true;
        }
        release(run);
    }

    private List<Held> takeNewestOfOneLane() {
        int from = waiting.size() - 1;
        FetchLane lane = waiting.get(from).lane();
        while (from > 0
                && waiting.size() - from < Limits.BATCH
                && waiting.get(from - 1).lane() == lane) {
            from--;
        }
        List<Held> newest = waiting.subList(from, waiting.size());
        List<Held> run = new ArrayList<>(newest);
        newest.clear();
        return run;
    }

    private void release(List<Held> run) {
        FetchLane lane = run.get(0).lane();
        List<Ending> endings = new ArrayList<>(run.size());
        run.forEach(held -> endings.add(new Ending.Release(held.claim())));
        QueueRunner.ask(() -> queue.store().settle(lane.lane(), endings)).whenComplete((settlements, error) -> {
            if (error != null) {
                queue.trouble(error, () -> release(run));
                return;
            }
            answered(lane, endings, settlements);
            synchronized (this) {
                calling = false;
            }
            queue.moved();
            next();
        });
    }

    private void answered(FetchLane lane, List<Ending> endings, List<Settlement> settlements) {
        queue.well();
        try {
            for (int i = 0; i < endings.size(); i++) {
                lane.settled(endings.get(i), settlements.get(i), JobStatus.PENDING, 0);
            }
        } catch (RuntimeException e) {
            queue.bug(e);
        }
    }
}
