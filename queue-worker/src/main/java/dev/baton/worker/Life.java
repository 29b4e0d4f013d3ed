package dev.baton.worker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One incarnation at work in a queue: its lanes and its idle claim. */
final class Life {
    private final Incarnation incarnation;
    private final List<FetchLane> lanes;
    private final IdleClaim idle;

    Life(QueueRunner queue, Incarnation incarnation, int laneCount) {
        this.incarnation = incarnation;
        List<FetchLane> made = new ArrayList<>();
        for (int number = 0; number < laneCount; number++) {
            made.add(new FetchLane(queue, incarnation, number));
        }
        this.lanes = Collections.unmodifiableList(made);
        this.idle = new IdleClaim(queue, made.get(0));
    }

    Incarnation incarnation() {
        return incarnation;
    }

    List<FetchLane> lanes() {
        return lanes;
    }

    IdleClaim idle() {
        return idle;
    }

    /** Claims nothing more. What runs is brought to its end; its entries may still stand. */
    void retire() {
        lanes.forEach(FetchLane::retire);
        idle.close();
    }

    /** Jobs in hand, and claims under way that may bring more. */
    int held() {
        return incarnation.openCalls()
                + lanes.stream().mapToInt(lane -> lane.hand().size()).sum();
    }

    boolean isEmpty() {
        return lanes.stream().allMatch(FetchLane::isEmpty);
    }
}
