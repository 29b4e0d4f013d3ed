package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I2;
import static dev.baton.chaos.check.Invariant.I4;
import static dev.baton.chaos.check.Invariant.I5;
import static dev.baton.chaos.check.Invariant.I6;

import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.NotPossible;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.Work;
import dev.baton.chaos.worker.Work.Deed;
import dev.baton.chaos.worker.WorkerPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Wrong clocks: of workers by libfaketime, where it is installed; of Redis by what its scripts are told. */
final class Clocks {
    private static final Path LIBRARIES = Path.of("/usr/lib");

    private Clocks() {}

    static List<Row> rows() {
        return List.of(
                Row.of(
                                "F-T1",
                                "a worker whose clock is an hour ahead, and one an hour behind, and both leap in the middle",
                                Sabotage.RENEWS_NOTHING,
                                Clocks::wrongWorkers,
                                I1,
                                I5,
                                I6)
                        .slow(),
                Row.of(
                                "F-T2",
                                "the clock that scripts see leaps ten minutes ahead, and later as much behind: every"
                                        + " heartbeat seems to have expired",
                                Sabotage.RECLAIMS_TO_NOWHERE,
                                Clocks::wrongRedis,
                                I1,
                                I2,
                                I4,
                                I5)
                        .slow());
    }

    /**
     * The clock of Redis is what its scripts take for it. libfaketime cannot deceive a Redis with jemalloc, so every process
     * tells its scripts the deceived time, as tests may.
     */
    private static void wrongRedis(Scene scene) throws InterruptedException {
        Path clock = clock(scene, "redis", "0");
        WorkerPlan plan = scene.plan().concurrency(4).clock(clock);
        Actor one = scene.worker("one", plan);
        Actor two = scene.worker("two", plan);
        one.awaitReady();
        two.awaitReady();
        scene.enqueue(new Work(Deed.DO, 4_000), 6);
        scene.await("long jobs to run", () -> scene.starts() >= 6);
        scene.enqueue(Work.FAILING, 40);
        scene.faultOnAll("leap");
        clock(scene, "redis", "600");
        scene.enqueue(Work.QUICK, 40);
        scene.awaitLively();
        clock(scene, "redis", "-600");
        scene.enqueue(Work.QUICK, 40);
        scene.awaitLively();
        clock(scene, "redis", "0");
        scene.judge();
        scene.remark(
                scene.look().counter("reclaimed") + " claims taken back, " + scene.starts() + " starts of 126 jobs");
    }

    private static void wrongWorkers(Scene scene) throws InterruptedException {
        String library = library();
        Path ahead = clock(scene, "ahead", "+3600");
        Path behind = clock(scene, "behind", "-3600");
        Actor one = scene.worker("one", under(scene, library, ahead));
        Actor two = scene.worker("two", under(scene, library, behind));
        Actor right = scene.worker("right", scene.plan().defaults());
        for (Actor worker : List.of(one, two, right)) {
            worker.awaitReady();
        }
        scene.enqueue(new Work(Deed.DO, 12_000), 3);
        scene.enqueue(Work.QUICK, 50);
        scene.enqueue(Work.FAILING, 10);
        scene.pass(Duration.ofSeconds(2));
        clock(scene, "ahead", "-3600");
        clock(scene, "behind", "+3600");
        scene.judge();
        scene.require(I5, scene.look().counter("reclaimed") == 0, "claims were taken back");
    }

    private static WorkerPlan under(Scene scene, String library, Path clock) {
        // A JVM whose every look at a clock is intercepted is slow: with the default heartbeat that is no matter.
        return scene.plan()
                .defaults()
                .environment("LD_PRELOAD", library)
                .environment("FAKETIME_TIMESTAMP_FILE", clock.toString())
                .environment("FAKETIME_CACHE_DURATION", "1")
                // The steady clock stays as it is: no machine's leaps.
                .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .environment("DONT_FAKE_MONOTONIC", "1");
    }

    private static Path clock(Scene scene, String name, String offset) {
        try {
            Path next = Files.writeString(scene.directory().resolve(name + ".next"), offset + "\n");
            // In one step, so that nobody reads half of it.
            return Files.move(next, scene.directory().resolve(name + ".clock"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String library() {
        try (Stream<Path> files = Files.find(
                LIBRARIES, 4, (file, facts) -> file.getFileName().toString().equals("libfaketimeMT.so.1"))) {
            return files.findFirst()
                    .map(Path::toString)
                    .orElseThrow(() -> new NotPossible("libfaketime is not installed here"));
        } catch (IOException | UncheckedIOException e) {
            throw new NotPossible("libfaketime was not found: " + e.getMessage());
        }
    }
}
