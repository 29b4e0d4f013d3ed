package dev.baton.worker;

import dev.baton.JobContext.Stop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One incarnation at work in a queue: its lanes and its idle claim. */
final class Life {
    private final QueueRunner queue;
    private final Incarnation incarnation;
    private final List<FetchLane> lanes;
    private final IdleClaim idle;
    private volatile long retiredNanos;

    Life(QueueRunner queue, Incarnation incarnation, int laneCount) {
        this.queue = queue;
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
        retiredNanos = queue.time().nanos();
        lanes.forEach(FetchLane::retire);
        idle.close();
    }

    /** Whether the last blocking claim is over, even one that Redis has not noticed to be closed. */
    boolean isSurelyOver(long nowNanos) {
        return nowNanos - retiredNanos > idle.roundTime().toNanos();
    }

    /** Whether no entry of these lists is known to stand: nothing is in hand, or what is in hand is lost. */
    boolean holdsNothing() {
        return !incarnation.hasOpenCalls()
                && lanes.stream()
                        .allMatch(lane -> lane.hand().all().stream().allMatch(held -> held.stop() == Stop.CLAIM_LOST));
    }

    /** Jobs in hand, and calls under way that may bring more. */
    int held() {
        return incarnation.openCalls()
                + lanes.stream().mapToInt(lane -> lane.hand().size()).sum();
    }

    /** Whether nothing is in hand, and nothing can come in any more. */
    boolean isEmpty() {
        return !incarnation.hasOpenCalls() && lanes.stream().allMatch(FetchLane::isEmpty);
    }
}
