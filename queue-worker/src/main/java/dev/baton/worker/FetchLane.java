package dev.baton.worker;

import dev.baton.model.JobRecord;
import dev.baton.model.JobStatus;
import dev.baton.model.Limits;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.Lane;
import dev.baton.store.Settlement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * One processing list and what goes in and out of it. Completions and claims share a call, at most one of which is under
 * way; what finishes meanwhile gathers into the next, so batches grow with the load and there are no timers. Thread-safe.
 */
final class FetchLane {
    /** Jobs a claim: enough to share a round trip, few enough that Redis is held for about a millisecond. */
    static final int BATCH = 200;

    private final QueueRunner queue;
    private final Incarnation incarnation;
    private final Lane lane;
    private final Hand hand = new Hand();
    private final Settled settled = new Settled();
    private final Queue<Completion> finished = new ConcurrentLinkedQueue<>();
    private final SettleLane endings;
    private volatile boolean retired;
    private boolean calling;
    private boolean again;

    FetchLane(QueueRunner queue, Incarnation incarnation, int number) {
        this.queue = queue;
        this.incarnation = incarnation;
        this.lane = incarnation.lane(queue.name(), number);
        this.endings = new SettleLane(queue, this);
    }

    QueueRunner queue() {
        return queue;
    }

    Incarnation incarnation() {
        return incarnation;
    }

    Lane lane() {
        return lane;
    }

    Hand hand() {
        return hand;
    }

    /** The recorded ending of an entry that nobody knows any more, if it was recorded lately. */
    @Nullable
    Ending recorded(String entry) {
        return settled.find(entry);
    }

    /** Claims nothing more; what it holds is still brought to its end. */
    void retire() {
        retired = true;
    }

    boolean isEmpty() {
        return hand.isEmpty();
    }

    /** Ends a claim; the entry stays in hand until Redis has recorded it. */
    void end(Held held, Ending ending) {
        end(ending, held.takenNanos());
    }

    /** Says once more how a claim ended. */
    void endAgain(Ending ending) {
        end(ending, Long.MIN_VALUE);
    }

    private void end(Ending ending, long takenNanos) {
        if (ending instanceof Ending.Complete complete) {
            finished.add(new Completion(complete, takenNanos));
            turn();
        } else {
            endings.add(ending);
        }
    }

    /** Sends what there is to complete, and claims what there is room for; returns at once. */
    void turn() {
        synchronized (this) {
            if (calling) {
                again = true;
                return;
            }
            calling = true;
        }
        send(List.of());
    }

    private void send(List<Ending.Complete> unsent) {
        while (true) {
            List<Ending.Complete> completions = gather(unsent);
            int room = retired ? 0 : queue.reserve(Math.min(BATCH, Limits.IN_HAND_PER_LANE - hand.size()));
            if (room > 0 && completions.isEmpty() && queue.isDry()) {
                queue.room().giveBack(room); // the idle claim waits for it
                room = 0;
            }
            if (room > 0 || !completions.isEmpty()) {
                call(completions, room);
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

    private List<Ending.Complete> gather(List<Ending.Complete> unsent) {
        List<Completion> batch = new ArrayList<>(BATCH);
        long bytes = 0;
        while (unsent.size() + batch.size() < BATCH && bytes < Limits.CLAIM_BYTES) {
            Completion completion = finished.poll();
            if (completion == null) {
                break;
            }
            batch.add(completion);
            byte[] result = completion.ending().result();
            bytes += result == null ? 0 : result.length;
        }
        // In the order of the claims, in which the entries stand in the list: Redis then finds them in one short walk.
        batch.sort(Comparator.comparingLong(Completion::takenNanos));
        List<Ending.Complete> completions = new ArrayList<>(unsent);
        batch.forEach(completion -> completions.add(completion.ending()));
        return completions;
    }

    private void call(List<Ending.Complete> completions, int room) {
        String call = incarnation.openCall();
        ClaimRequest request = new ClaimRequest(call, room, Limits.CLAIM_BYTES);
        QueueRunner.ask(() -> queue.store().completeAndClaim(lane, completions, request))
                .whenComplete((answer, error) -> {
                    try {
                        if (error == null) {
                            answered(completions, answer, room, call);
                            send(List.of());
                        } else {
                            failed(completions, room, call, error);
                        }
                    } catch (RuntimeException | Error e) {
                        queue.bug(e);
                        queue.later(() -> send(List.of()));
                    }
                });
    }

    private void answered(List<Ending.Complete> completions, ClaimAnswer answer, int room, String call) {
        settled(completions, answer);
        received(answer, room, call);
        if (room > 0) {
            queue.claimed(answer.verdict(), incarnation);
        } else {
            queue.well();
        }
    }

    /** The claims may stand in the list or not: the heartbeat will show. The completions are sent again, by a new call. */
    private void failed(List<Ending.Complete> completions, int room, String call, Throwable error) {
        queue.room().giveBack(room);
        incarnation.closeCall(call);
        queue.moved();
        queue.trouble(error, () -> send(completions));
    }

    /** Takes up what a claim or an adoption of this lane brought. */
    void received(ClaimAnswer answer, int reserved, String call) {
        List<Held> taken = new ArrayList<>(answer.claims().size());
        for (Claim claim : answer.claims()) {
            Held held = hand.take(claim, this);
            if (held != null) {
                taken.add(held);
            }
        }
        incarnation.closeCall(call); // only now: until its entries are in hand, adoption leaves the call alone
        queue.room().took(taken.size());
        queue.room().giveBack(reserved);
        queue.tally().claimed.add(taken.size());
        queue.offer(taken);
        queue.moved();
    }

    /** Takes up what an adoption brought; an entry that was finished here meanwhile gets its outcome once more. */
    void adopted(ClaimAnswer answer, String call) {
        List<Claim> news = new ArrayList<>(answer.claims().size());
        for (Claim claim : answer.claims()) {
            Ending recorded = settled.find(claim.entry());
            if (recorded != null) {
                endAgain(recorded);
            } else if (!hand.holds(claim.entry())) {
                news.add(claim);
            }
        }
        queue.tally().adopted.add(news.size());
        received(
                new ClaimAnswer(answer.verdict(), news, answer.dropped(), answer.settlements(), answer.serverMillis()),
                0,
                call);
    }

    private void settled(List<Ending.Complete> completions, ClaimAnswer answer) {
        for (int i = 0; i < completions.size(); i++) {
            Ending.Complete complete = completions.get(i);
            settled(complete, answer.settlements().get(i), JobStatus.DONE, answer.serverMillis());
        }
    }

    /** An ending was answered: whatever the answer, the entry is in nobody's hand here any more. */
    void settled(Ending ending, Settlement settlement, JobStatus wanted, long serverMillis) {
        String entry = ending.claim().entry();
        Held held = hand.get(entry);
        settled.add(ending); // before it is let go: a heartbeat between the two would take it for unknown
        hand.letGo(entry);
        queue.moved();
        if (held == null) {
            return; // a repetition, for an entry that an answer still showed: counted and told of before
        }
        if (!settlement.reached(wanted) && settlement.status() != JobStatus.CANCELLED) {
            queue.tally().lost.increment();
            queue.events().claimLost(lane.queue(), ending.claim().id());
            return;
        }
        // A job whose cancellation was asked for meanwhile is cancelled instead of retried, snoozed or released.
        JobStatus status = settlement.status() == JobStatus.CANCELLED ? JobStatus.CANCELLED : wanted;
        queue.tally().settled(status);
        queue.events().settled(lane.queue(), ending.claim().id(), status);
        JobRecord record = held.recordOrNull();
        if (status == JobStatus.DONE && record != null) {
            queue.tally().latencies.add(serverMillis - record.enqueuedAt().toEpochMilli());
        }
    }

    /** @param takenNanos when the job came into this hand, for the order of claims */
    private record Completion(Ending.Complete ending, long takenNanos) {}
}
