package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I2;
import static dev.baton.chaos.check.Invariant.I8;

import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.testkit.Direction;
import dev.baton.testkit.End;
import dev.baton.testkit.FaultProxy;
import java.time.Duration;
import java.util.List;

/** Producers that are killed, and whose answers are lost. */
final class Producers {
    private static final int JOBS = 60;

    private Producers() {}

    static List<Row> rows() {
        return List.of(Row.of(
                "F-P1",
                "answers to enqueues are lost by FIN and RST and the enqueue repeated; the producer is killed in the"
                        + " middle",
                Sabotage.ENQUEUES_AGAIN,
                Producers::lostAnswers,
                I1,
                I2,
                I8));
    }

    private static void lostAnswers(Scene scene) throws InterruptedException {
        FaultProxy wire = scene.wire();
        Actor producer = scene.cast().producer("producer", wire.uri(), scene.queue(), JOBS, 20, 0);
        Actor killed = scene.cast().producer("killed", wire.uri(), scene.queue(), 100_000, 0, 0);
        producer.await("enq.ok");
        for (End end : List.of(End.FIN, End.RST, End.FIN, End.RST)) {
            wire.dropNextReplyMatching(FaultProxy.containing("\"enqueuedAt\":"), end)
                    .awaitTriggered(Duration.ofSeconds(30));
            scene.checkNow();
        }
        // The reply is on its way, and will never be read.
        killed.await("enq.ok");
        wire.blackHole(Direction.REPLIES);
        long acknowledged = killed.history().of("enq.ok").count();
        scene.await(
                "an enqueue whose answer is held up",
                () -> killed.history().of("enq.invoke").count()
                        > killed.history().of("enq.ok").count());
        killed.kill();
        wire.heal();
        producer.await("over");
        Actor worker = scene.worker("worker", scene.plan().concurrency(8));
        worker.awaitReady();
        scene.judge();
        scene.remark(wire.triggered() + " answers lost, killed after " + acknowledged + " acknowledged");
    }
}
