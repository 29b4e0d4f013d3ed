package dev.baton.worker;

import dev.baton.JobContext.Stop;
import dev.baton.model.Limits;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.HeartbeatAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/**
 * Proves that the incarnation lives, and compares what Redis says it holds with what it knows:
 *
 * <ul>
 *   <li>elements that nobody here knows are <b>adopted</b>, unless the call that may have brought them is still open;
 *   <li>entries known when the heartbeat was <em>sent</em>, and missing in its answer, are <b>lost</b>; a younger claim is
 *       none of this answer's business (else a fresh handler would be cancelled by an old answer);
 *   <li>entries that were finished long ago, and are back after a rollback, get their outcome once more.
 * </ul>
 *
 * The answer is a hint, for it may be older than a claim or a completion; adoption checks again in Redis.
 */
final class Heartbeat {
    /** The heartbeat shows so many elements of a lane at most; a longer list says nothing about what is missing. */
    private static final int SHOWN = 2000;

    private final QueueRunner queue;
    private final LongConsumer expiredHeard;

    /** @param expiredHeard is told with each answer how many incarnations of the queue are expired */
    Heartbeat(QueueRunner queue, LongConsumer expiredHeard) {
        this.queue = queue;
        this.expiredHeard = expiredHeard;
    }

    /**
     * One beat, and a look at what earlier lives still run. Completes when the answers are worked in; adoptions may still
     * be under way.
     */
    CompletionStage<?> pass() {
        List<CompletionStage<?>> beats = new ArrayList<>();
        Life present = queue.life();
        if (present != null) {
            beats.add(beat(present));
        }
        for (Life old : queue.retiredLives()) {
            beats.add(beat(old));
        }
        return CompletableFuture.allOf(
                beats.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new));
    }

    private CompletionStage<?> beat(Life life) {
        Map<Integer, Set<String>> known = new HashMap<>();
        for (FetchLane lane : life.lanes()) {
            known.put(lane.lane().number(), lane.hand().entries());
        }
        long sent = queue.time().nanos();
        return QueueRunner.ask(() ->
                        queue.store().heartbeat(queue.name(), life.incarnation().name(), queue.expiry()))
                .handle((answer, error) -> {
                    if (error != null) {
                        queue.trouble(error, () -> {});
                        return false;
                    }
                    try {
                        answered(life, known, sent, answer);
                    } catch (RuntimeException | Error e) {
                        queue.bug(e);
                    }
                    return true;
                });
    }

    private void answered(Life life, Map<Integer, Set<String>> known, long sent, HeartbeatAnswer answer) {
        queue.well();
        if (answer.live()) {
            life.incarnation().beatAnswered(sent);
        } else {
            queue.expired(life.incarnation());
        }
        expiredHeard.accept(answer.expiredWorkers());
        queue.promoter().serverTime(answer.serverMillis());
        answer.nextDueMillis().ifPresent(queue.promoter()::expectAt);
        for (FetchLane lane : life.lanes()) {
            List<String> elements = answer.entries().getOrDefault(lane.lane().number(), List.of());
            if (answer.live() && queue.mayAdopt()) {
                adoptUnknown(lane, elements);
            }
            if (elements.size() < SHOWN) {
                loseMissing(lane, known.getOrDefault(lane.lane().number(), Set.of()), new HashSet<>(elements));
            }
            if (!answer.cancelAsked().isEmpty()) {
                tellCancelled(lane, answer.cancelAsked());
            }
        }
        queue.setPaused(answer.paused());
        if (answer.pending() > 0 && !answer.paused()) {
            queue.nudge(); // correctness never hangs on a wake-up that went missing
        } else {
            queue.fetch();
        }
    }

    private void adoptUnknown(FetchLane lane, List<String> elements) {
        List<String> unknown = new ArrayList<>();
        for (int at = elements.size() - 1; at >= 0; at--) { // oldest first: in this order they will be claimed and run
            String element = elements.get(at);
            if (lane.hand().holds(element) || isOfOpenCall(lane, element)) {
                continue;
            }
            Ending recorded = lane.recorded(element);
            if (recorded != null) {
                lane.endAgain(recorded);
            } else if (unknown.size() < Limits.BATCH) {
                unknown.add(element);
            }
        }
        if (!unknown.isEmpty()) {
            adopt(lane, unknown);
        }
    }

    private static boolean isOfOpenCall(FetchLane lane, String element) {
        String[] parts = element.split(" ", -1);
        // A bare id is of no call: the adopting script decides.
        return parts.length == 3 && lane.incarnation().isOpen(parts[1]);
    }

    private void adopt(FetchLane lane, List<String> unknown) {
        String call = lane.incarnation().openCall();
        ClaimRequest request = new ClaimRequest(call, unknown.size(), Limits.CLAIM_BYTES);
        QueueRunner.ask(() -> queue.store().adopt(lane.lane(), unknown, request))
                .whenComplete((answer, error) -> {
                    if (error != null) {
                        lane.incarnation().closeCall(call); // the next heartbeat shows what is left
                        queue.moved();
                        queue.trouble(error, () -> {});
                        return;
                    }
                    try {
                        lane.adopted(answer, call);
                    } catch (RuntimeException | Error e) {
                        queue.bug(e);
                    }
                });
    }

    private void loseMissing(FetchLane lane, Set<String> known, Set<String> standing) {
        for (String entry : known) {
            Held held = standing.contains(entry) ? null : lane.hand().get(entry);
            if (held != null) {
                held.stop(Stop.CLAIM_LOST); // without effect if it has ended: then its outcome is on its way
            }
        }
    }

    private static void tellCancelled(FetchLane lane, Set<String> asked) {
        for (Held held : lane.hand().all()) {
            if (asked.contains(held.claim().id())) {
                held.stop(Stop.CANCEL_ASKED);
            }
        }
    }
}
