package dev.baton.worker;

import dev.baton.model.JobStatus;
import dev.baton.store.Ending;
import dev.baton.store.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Brings the endings of a lane that are no completions to Redis: one call under way, the next batch gathers, and a batch
 * whose answer is lost is sent again until it is answered. Thread-safe.
 */
final class SettleLane {
    private static final int BATCH = 200;

    private final QueueRunner queue;
    private final FetchLane lane;
    private final Queue<Ending> waiting = new ConcurrentLinkedQueue<>();
    private boolean calling;
    private boolean again;

    SettleLane(QueueRunner queue, FetchLane lane) {
        this.queue = queue;
        this.lane = lane;
    }

    void add(Ending ending) {
        waiting.add(ending);
        begin();
    }

    /** Adds releases, oldest claim first. Their last batch goes first, for each comes to stand before those sent earlier. */
    void addReleases(List<Ending.Release> releases) {
        for (int end = releases.size(); end > 0; end -= BATCH) {
            waiting.addAll(releases.subList(Math.max(0, end - BATCH), end));
        }
        begin();
    }

    private void begin() {
        synchronized (this) {
            if (calling) {
                again = true;
                return;
            }
            calling = true;
        }
        next();
    }

    private void next() {
        while (true) {
            List<Ending> batch = new ArrayList<>();
            while (batch.size() < BATCH) {
                Ending ending = waiting.poll();
                if (ending == null) {
                    break;
                }
                batch.add(ending);
            }
            if (!batch.isEmpty()) {
                send(batch);
                return;
            }
            synchronized (this) {
                if (!again) {
                    calling = false;
                    return;
                }
                again = false;
            }
        }
    }

    private void send(List<Ending> batch) {
        queue.store().settle(lane.lane(), batch).whenComplete((settlements, error) -> {
            try {
                if (error == null) {
                    queue.well();
                    answered(batch, settlements);
                    next();
                } else {
                    queue.trouble(error, () -> send(batch));
                }
            } catch (RuntimeException | Error e) {
                queue.bug(e);
                queue.later(this::next);
            }
        });
    }

    private void answered(List<Ending> batch, List<Settlement> settlements) {
        for (int i = 0; i < batch.size(); i++) {
            Ending ending = batch.get(i);
            lane.settled(ending, settlements.get(i), wanted(ending), 0);
            if (ending instanceof Ending.Retry retry) {
                queue.promoter().expectIn(retry.delay());
            } else if (ending instanceof Ending.Snooze snooze) {
                queue.promoter().expectIn(snooze.delay());
            }
        }
        queue.lessInHand();
    }

    static JobStatus wanted(Ending ending) {
        if (ending instanceof Ending.Complete) {
            return JobStatus.DONE;
        } else if (ending instanceof Ending.Retry) {
            return JobStatus.RETRYING;
        } else if (ending instanceof Ending.Snooze) {
            return JobStatus.SCHEDULED;
        } else if (ending instanceof Ending.Release) {
            return JobStatus.PENDING;
        } else if (ending instanceof Ending.Bury) {
            return JobStatus.DEAD;
        }
        return JobStatus.CANCELLED; // Concede
    }
}
