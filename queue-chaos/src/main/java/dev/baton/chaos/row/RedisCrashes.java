package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I5;
import static dev.baton.chaos.check.Invariant.I9;

import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.embedded.RedisServer;
import java.time.Duration;
import java.util.List;

/** Redis itself crashes, and comes back with its append-only file. */
final class RedisCrashes {
    private static final int JOBS = 600;

    private RedisCrashes() {}

    static List<Row> rows() {
        return List.of(Row.of(
                "F-R1",
                "kill -9 of Redis and restart, with appendfsync always, everysec and no",
                Sabotage.GOES_DEAF,
                RedisCrashes::restart,
                I1,
                I5,
                I9));
    }

    private static void restart(Scene scene) throws InterruptedException {
        RedisServer server = scene.build(RedisServer.builder()
                .appendOnly(scene.directory().resolve("redis"))
                .option("appendfsync", "always"));
        Actor worker = scene.worker(
                "worker", scene.plan().concurrency(8).heartbeat(Duration.ofMillis(500), Duration.ofMinutes(5)));
        Actor producer = scene.cast().producer("producer", server.uri(), scene.queue(), JOBS, 5, 0);
        worker.awaitReady();
        int crash = 0;
        for (String fsync : List.of("always", "everysec", "no")) {
            scene.redis().call("CONFIG", "SET", "appendfsync", fsync);
            int enough = ++crash * JOBS / 4;
            scene.await(
                    "some work to be done",
                    () -> worker.history().count("effect").size() >= enough);
            server.kill();
            server.start();
            scene.reconnect();
            scene.awaitLively();
        }
        producer.await("over");
        scene.judge();
        scene.require(I5, scene.look().counter("reclaimed") == 0, "claims were taken back");
        scene.remark("3 crashes, " + JOBS + " jobs done");
    }
}
