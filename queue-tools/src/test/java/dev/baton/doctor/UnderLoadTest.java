package dev.baton.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.JobQueue;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While jobs are enqueued, run, retried and cancelled, and workers are killed and replaced, nothing false is said. */
@WithRedis(fresh = true)
class UnderLoadTest {
    private static final int EXAMINATIONS = 16;
    private static final int MOST = 20_000;

    @TempDir
    Path directory;

    private Path said;

    @BeforeEach
    void listen() {
        said = directory.resolve("said");
    }

    @Test
    void aQueueAtWorkWhoseWorkersAreKilledGivesNoFalseAlarm(RedisUri uri) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Deque<Process> workers = new ArrayDeque<>();
        ExecutorService producers = Executors.newSingleThreadExecutor();
        List<String> alarms = new ArrayList<>();
        long jobs = 0;
        try (Baton baton = Baton.connect(uri.uri());
                Doctor doctor = Doctor.connect(uri.uri())) {
            JobQueue queue = baton.queue("load");
            queue.enqueue(LoadedWorker.COUNT, 1);
            Future<Integer> produced = producers.submit(() -> produce(queue, over));
            workers.add(start(uri));
            workers.add(start(uri));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(queue.stats().done())
                            .as("jobs done by workers that said: %s", Files.readString(said))
                            .isPositive());
            for (int i = 0; i < EXAMINATIONS; i++) {
                if (i % 4 == 3) {
                    workers.remove().destroyForcibly().waitFor();
                    workers.add(start(uri));
                }
                Diagnosis diagnosis = doctor.examine("load");
                jobs = Math.max(jobs, diagnosis.jobs());
                diagnosis.findings().stream()
                        .filter(finding -> finding.code().kind() == Code.Kind.VIOLATION)
                        .forEach(finding -> alarms.add(finding.toString()));
            }
            over.set(true);
            assertThat(produced.get()).isGreaterThan(Suspects.SMALL_JOBS);
            assertThat(queue.stats().done()).isPositive();
        } finally {
            over.set(true);
            workers.forEach(Process::destroyForcibly);
            producers.shutdown();
        }
        assertThat(alarms).isEmpty();
        assertThat(jobs).isGreaterThan(Suspects.SMALL_JOBS);
    }

    /** Up to 3,000 jobs ahead of the workers, and so many in all that an examination stays short. */
    private static int produce(JobQueue queue, AtomicBoolean over) {
        int made = 0;
        while (!over.get() && made < MOST) {
            if (queue.stats().pending() > 3_000) {
                Thread.onSpinWait();
                continue;
            }
            int from = made;
            made += 200;
            var handles = queue.enqueueAll(
                    LoadedWorker.COUNT, IntStream.range(from, made).boxed().toList(), (number, options) -> {
                        if (number % 7 == 0) {
                            options.delay(Duration.ofMillis(number % 900));
                        }
                    });
            for (int i = 0; i < handles.size(); i += 10) {
                queue.cancel(handles.get(i).id());
            }
        }
        return made;
    }

    private Process start(RedisUri uri) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadedWorker.class.getName(),
                        uri.uri())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()))
                .start();
    }
}
