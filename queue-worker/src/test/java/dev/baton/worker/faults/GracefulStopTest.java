package dev.baton.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.JobHandle;
import dev.baton.embedded.RedisServer;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.WithRedis;
import dev.baton.worker.JobHandlers;
import dev.baton.worker.faults.Work.Deed;
import dev.baton.worker.faults.Work.Receipt;
import dev.baton.worker.standalone.StandaloneWorker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The standalone worker gets SIGTERM in the middle of its work. */
@WithRedis
@Timeout(300)
class GracefulStopTest {
    private static final String QUEUE = "stopped";
    /**
     * A worker has two lists in a queue, and each gives back what it holds, and then what a claim under way brings. Every
     * group is in order; together they are so only by chance.
     */
    private static final int GROUPS = 4;

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    /** A JAR that names handlers which are on the class path already. */
    @BeforeEach
    void nameHandlers() throws IOException {
        Path jar = Files.createDirectory(directory.resolve("handlers")).resolve("telling.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("META-INF/services/" + JobHandlers.class.getName()));
            out.write(TellingHandlers.class.getName().getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
    }

    private WorkerProcess standalone(RedisServer server, int concurrency, String grace) throws IOException {
        return WorkerProcess.start(
                StandaloneWorker.class.getName(),
                List.of(
                        "--redis",
                        server.uri(),
                        "--queue",
                        QUEUE,
                        "--handlers",
                        directory.resolve("handlers").toString(),
                        "--concurrency",
                        String.valueOf(concurrency),
                        "--heartbeat",
                        "300ms",
                        "--expiry",
                        "2s",
                        "--grace",
                        grace),
                directory.resolve("standalone"));
    }

    @Test
    void whatRunsIsFinishedAndTheRestStandsAtTheFrontInOrder(RedisServer server, RawRedis redis) throws Exception {
        try (var baton = Baton.connect(server.uri());
                var worker = standalone(server, 32, "30s")) {
            worker.await("ready");
            var jobs = enqueue(baton, new Work(Deed.DO, 20), 1000);
            await().atMost(SOON)
                    .until(() ->
                            Ledger.of(List.of(worker.events())).count("effect").size() >= 200);
            worker.signal("TERM");
            assertThat(worker.exitCode()).isZero();

            assertThat(Audit.now(redis, QUEUE)).isEmpty();
            var left = Snapshot.of(redis, QUEUE);
            var ran = Ledger.of(List.of(worker.events()));
            assertThat(ran.count("start")).isEqualTo(ran.count("effect"));
            var waiting = ids(jobs);
            waiting.removeAll(ran.count("start").keySet());
            List<String> front = frontFirst(left);
            int released = (int) left.counter("released");
            assertThat(front).hasSameElementsAs(waiting).hasSameSizeAs(waiting);
            assertThat(inversions(front.subList(0, released))).isLessThan(GROUPS);
            assertThat(front.subList(released, front.size())).isEqualTo(waiting.subList(released, waiting.size()));
            System.out.printf(
                    "SIGTERM with work in hand: exit 0, %d done, %d released to the front (%d groups), %d never claimed%n",
                    ran.count("effect").size(),
                    released,
                    1 + inversions(front.subList(0, released)),
                    waiting.size() - released);
            finish(server, redis, jobs, worker);
        }
    }

    @Test
    void whatTheGraceCutsShortGoesBackToTheFrontUncounted(RedisServer server, RawRedis redis) throws Exception {
        try (var baton = Baton.connect(server.uri());
                var worker = standalone(server, 60, "200ms")) {
            worker.await("ready");
            var jobs = enqueue(baton, new Work(Deed.WAIT, 0), 100);
            await().atMost(SOON)
                    .until(() ->
                            Ledger.of(List.of(worker.events())).count("start").size() == 60);
            worker.signal("TERM");
            assertThat(worker.exitCode()).isZero();

            assertThat(Audit.now(redis, QUEUE)).isEmpty();
            var left = Snapshot.of(redis, QUEUE);
            var ran = Ledger.of(List.of(worker.events()));
            assertThat(left.statuses().values()).containsOnly("pending").hasSize(100);
            assertThat(left.counter("released")).isGreaterThanOrEqualTo(60);
            assertThat(new HashSet<>(frontFirst(left).subList(0, 60)))
                    .isEqualTo(ran.count("start").keySet());
            assertThat(frontFirst(left).subList(60, 100)).isEqualTo(ids(jobs).subList(60, 100));
            System.out.printf(
                    "SIGTERM and a grace too short: exit 0, %d of 100 released, to the front%n",
                    left.counter("released"));
            finish(server, redis, jobs, worker);
        }
    }

    private static List<JobHandle<Receipt>> enqueue(Baton baton, Work work, int number) {
        return baton.queue(QUEUE).enqueueAll(Work.TYPE, Collections.nCopies(number, work));
    }

    /** Where an id stands before one that was enqueued earlier; ids of one producer are in the order of their making. */
    private static long inversions(List<String> ids) {
        return IntStream.range(1, ids.size())
                .filter(i -> ids.get(i).compareTo(ids.get(i - 1)) < 0)
                .count();
    }

    private static List<String> ids(List<JobHandle<Receipt>> jobs) {
        return new ArrayList<>(jobs.stream().map(JobHandle::id).toList());
    }

    private static List<String> frontFirst(Snapshot snapshot) {
        var pending = new ArrayList<>(snapshot.values("pending"));
        Collections.reverse(pending);
        return pending;
    }

    /** Another worker does what is left, and finds every job at its first attempt. */
    private void finish(RedisServer server, RawRedis redis, List<JobHandle<Receipt>> jobs, WorkerProcess first)
            throws Exception {
        Path log = directory.resolve("second");
        try (var second = FaultWorker.start(WorkerPlan.of(server.uri(), QUEUE).concurrency(32), log)) {
            second.go();
            for (JobHandle<Receipt> job : jobs) {
                assertThat(Objects.requireNonNull(job.await(SOON)).attempt()).isEqualTo(1);
            }
        }
        assertThat(Audit.atRest(redis, QUEUE, ids(jobs))).isEmpty();
        assertThat(Snapshot.of(redis, QUEUE).counter("reclaimed")).isZero();
        assertThat(Ledger.of(List.of(first.events(), Event.read(log))).repeated("effect"))
                .isEmpty();
    }
}
