package dev.baton.worker;

import dev.baton.model.Limits;
import dev.baton.store.BlockingClaims;
import dev.baton.store.ClaimRequest;
import java.time.Duration;

/**
 * Waits in Redis while the queue is empty: one blocking claim under way, for as long as there is room and work is wanted.
 * It reserves the room that it may fill. Thread-safe.
 */
final class IdleClaim {
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration A_QUEUE = Duration.ofMillis(30);

    /** A wait that is not answered so long after its end is given up by the watchdog. */
    static final Duration MARGIN = Duration.ofSeconds(5);

    private final QueueRunner queue;
    private final FetchLane lane;
    private final BlockingClaims claims;
    private boolean waiting;
    private boolean closed;
    private long sinceNanos;

    IdleClaim(QueueRunner queue, FetchLane lane) {
        this.queue = queue;
        this.lane = lane;
        this.claims = queue.store().blockingClaims(lane.lane());
    }

    /**
     * How long a wait lasts: five seconds, and longer for a worker of many queues, so that all of them together do not ask
     * more than some thirty times a second. A wait that Redis has forgotten does no harm for so long: the heartbeat shows
     * that something is pending, and then it is claimed without waiting.
     */
    static Duration block(int queues) {
        Duration fair = A_QUEUE.multipliedBy(queues);
        return fair.compareTo(SHORTEST) < 0 ? SHORTEST : fair.compareTo(LONGEST) > 0 ? LONGEST : fair;
    }

    /** Starts to wait, unless it waits already, there is no room, or no work is wanted. Returns at once. */
    void begin() {
        int room;
        synchronized (this) {
            if (waiting || closed) {
                return;
            }
            room = queue.reserve(Math.min(
                    FetchLane.BATCH, Limits.IN_HAND_PER_LANE - lane.hand().size()));
            if (room == 0) {
                return;
            }
            waiting = true;
            sinceNanos = queue.time().nanos();
        }
        String call = lane.incarnation().openCall();
        ClaimRequest request = new ClaimRequest(call, room, Limits.CLAIM_BYTES);
        QueueRunner.ask(() -> claims.await(queue.block(), request)).whenComplete((answer, error) -> {
            synchronized (this) {
                waiting = false;
            }
            try {
                if (error == null) {
                    lane.received(answer, room, call);
                    queue.claimed(answer.verdict(), lane.incarnation());
                } else {
                    queue.room().giveBack(room);
                    lane.incarnation().closeCall(call);
                    queue.moved();
                    if (!isClosed()) {
                        queue.trouble(error, queue::fetch);
                    }
                }
            } catch (RuntimeException | Error e) {
                queue.bug(e);
                queue.later(queue::fetch);
            }
        });
    }

    /** After so long a wait is over, even one that Redis has not noticed to be closed. */
    Duration roundTime() {
        return queue.block().plus(MARGIN);
    }

    /** The watchdog's look: gives up a wait whose answer is overdue, whatever the socket says. */
    void giveUpIfOverdue(long nowNanos) {
        synchronized (this) {
            if (!waiting || nowNanos - sinceNanos < roundTime().toNanos()) {
                return;
            }
            sinceNanos = nowNanos;
        }
        claims.reset();
    }

    /** Ends the present wait early; what it brings is taken up as usual. */
    void unblock() {
        synchronized (this) {
            if (!waiting) {
                return;
            }
        }
        claims.unblock();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        claims.close();
    }
}
