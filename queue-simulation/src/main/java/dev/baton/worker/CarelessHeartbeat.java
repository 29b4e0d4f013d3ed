package dev.baton.worker;

import dev.baton.JobContext.Stop;
import dev.baton.model.Limits;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.HeartbeatAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.NullMarked;

/** {@link Heartbeat} with one of its rules forgotten, to show that the rule is needed. */
@NullMarked
final class CarelessHeartbeat {
    private final QueueRunner queue;
    private final SteppedWorker.Care care;

    CarelessHeartbeat(QueueRunner queue, SteppedWorker.Care care) {
        this.queue = queue;
        this.care = care;
    }

    CompletionStage<?> pass() {
        List<Life> lives = new ArrayList<>(queue.retiredLives());
        Life present = queue.life();
        if (present != null) {
            lives.add(present);
        }
        lives.forEach(this::beat);
        return CompletableFuture.completedFuture(null);
    }

    private void beat(Life life) {
        long sent = queue.time().nanos();
        queue.store()
                .heartbeat(queue.name(), life.incarnation().name(), queue.expiry())
                .whenComplete((answer, error) -> {
                    if (error == null) {
                        answered(life, sent, answer);
                    }
                });
    }

    private void answered(Life life, long sent, HeartbeatAnswer answer) {
        if (answer.live()) {
            life.incarnation().beatAnswered(sent);
        } else {
            queue.expired(life.incarnation());
        }
        answer.nextDueMillis().ifPresent(queue.promoter()::expectAt);
        for (FetchLane lane : life.lanes()) {
            List<String> elements = answer.entries().getOrDefault(lane.lane().number(), List.of());
            if (answer.live() && queue.mayAdopt()) {
                adopt(lane, elements);
            }
            for (Held held : lane.hand().all()) {
                if (care == SteppedWorker.Care.LOSES_BY_OLD_ANSWERS
                        && !elements.contains(held.claim().entry())) {
                    held.stop(Stop.CLAIM_LOST); // it may be younger than the answer
                }
            }
        }
        queue.setPaused(answer.paused());
        queue.nudge();
    }

    private void adopt(FetchLane lane, List<String> elements) {
        List<String> unknown = new ArrayList<>();
        for (int at = elements.size() - 1; at >= 0; at--) {
            String element = elements.get(at);
            String[] parts = element.split(" ", -1);
            boolean open = parts.length == 3 && lane.incarnation().isOpen(parts[1]);
            if (lane.hand().holds(element) || open && care != SteppedWorker.Care.ADOPTS_IN_FLIGHT) {
                continue;
            }
            Ending recorded = care == SteppedWorker.Care.FORGETS_ENDINGS ? null : lane.recorded(element);
            if (recorded != null) {
                lane.endAgain(recorded);
            } else {
                unknown.add(element);
            }
        }
        if (unknown.isEmpty()) {
            return;
        }
        String call = lane.incarnation().openCall();
        queue.store()
                .adopt(lane.lane(), unknown, new ClaimRequest(call, unknown.size(), Limits.CLAIM_BYTES))
                .whenComplete((answer, error) -> {
                    if (error != null) {
                        lane.incarnation().closeCall(call);
                    } else if (care == SteppedWorker.Care.FORGETS_ENDINGS) {
                        lane.received(answer, 0, call);
                    } else {
                        lane.adopted(answer, call);
                    }
                });
    }
}
