package dev.baton.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.JobHandle;
import dev.baton.embedded.RedisServer;
import dev.baton.model.JobStatus;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.WithRedis;
import dev.baton.worker.faults.Work.Deed;
import dev.baton.worker.faults.Work.Receipt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job that kills every JVM it runs in. */
@WithRedis
@Timeout(300)
class PoisonTest {
    private static final String QUEUE = "poison";
    private static final int INNOCENTS = 50;
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    @Test
    void aKillerIsBuriedAndTakesNoneOfTheOthersAlong(RedisServer server, RawRedis redis) throws Exception {
        var plan = WorkerPlan.of(server.uri(), QUEUE).concurrency(INNOCENTS + 1);
        var logs = new ArrayList<List<Event>>();
        try (var baton = Baton.connect(server.uri())) {
            var queue = baton.queue(QUEUE);
            var killer = queue.enqueue(Work.TYPE, new Work(Deed.KILL, INNOCENTS));
            var innocents = queue.enqueueAll(Work.TYPE, Collections.nCopies(INNOCENTS, new Work(Deed.DO, 40)));
            int crashes = 0;
            boolean over = false;
            while (!over) {
                assertThat(crashes).as("workers killed").isLessThanOrEqualTo(3);
                try (var worker = WorkerProcess.start(plan, directory.resolve("worker-" + crashes))) {
                    worker.awaitReady();
                    await().atMost(SOON).until(() -> !worker.isAlive() || hasEnded(killer, innocents));
                    over = worker.isAlive();
                    if (over) {
                        worker.signal("TERM");
                        worker.exitCode();
                    } else {
                        assertThat(worker.exitCode())
                                .as("exit code: " + worker.errors())
                                .isEqualTo(9);
                        crashes++;
                    }
                    logs.add(worker.events());
                }
            }
            var ledger = Ledger.of(logs);
            assertThat(killer.status()).isEqualTo(JobStatus.DEAD);
            assertThat(redis.text("HGET", "baton:{poison}:job:" + killer.id() + ":run", "reason"))
                    .startsWith("poison");
            assertThat(ledger.count("start", killer.id())).isLessThanOrEqualTo(3);
            assertThat(innocents.stream().map(JobHandle::status)).containsOnly(JobStatus.DONE);
            var ids = new ArrayList<String>();
            ids.add(killer.id());
            innocents.forEach(job -> ids.add(job.id()));
            assertThat(Audit.atRest(redis, QUEUE, ids)).isEmpty();
            System.out.printf(
                    "killer among %d: dead after %d starts and %d crashes, %d starts of the innocent, all done%n",
                    INNOCENTS,
                    ledger.count("start", killer.id()),
                    crashes,
                    ledger.count("start").values().stream()
                                    .mapToInt(Integer::intValue)
                                    .sum()
                            - ledger.count("start", killer.id()));
        }
    }

    private static boolean hasEnded(JobHandle<Receipt> killer, List<JobHandle<Receipt>> innocents) {
        return killer.status().isTerminal()
                && innocents.stream().allMatch(job -> job.status().isTerminal());
    }
}
