package dev.baton.worker.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.baton.Baton;
import dev.baton.JobHandle;
import dev.baton.embedded.RedisServer;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.model.RetryPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The packaged worker as a process, on a real Redis. */
@Timeout(180)
class StandaloneJarIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    record Welcome(String name) {}

    record Receipt(@Nullable String greeting, int attempt) {}

    private static final JobType<Welcome, Receipt> WELCOME = JobType.of("welcome", Welcome.class, Receipt.class);

    @TempDir
    Path directory;

    @Test
    void wrongUsageExitsWith2() throws Exception {
        try (var worker = WorkerJvm.start("--queue", "emails", "--conurrency", "4")) {
            assertThat(worker.exitCode()).isEqualTo(2);
            assertThat(worker.err())
                    .containsExactly("baton worker: There is no option \"--conurrency\": did you mean --concurrency?");
            assertThat(worker.out()).isEmpty();
        }
        try (var worker = WorkerJvm.start("--queue", "emails", "--exec", "cat", "--redis", "htp://x:y@h")) {
            assertThat(worker.exitCode()).isEqualTo(2);
            assertThat(worker.err())
                    .singleElement()
                    .asString()
                    .contains("use redis://")
                    .doesNotContain("y@");
        }
        try (var worker = WorkerJvm.start("--queue", "emails", "--exec", "no-such-program")) {
            assertThat(worker.exitCode()).isEqualTo(2);
            assertThat(worker.err()).singleElement().asString().contains("\"no-such-program\"");
        }
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualThreadsWhereThereAreNoneAreWrongUsage() throws Exception {
        try (var redis = RedisServer.builder().start();
                var worker = WorkerJvm.start(
                        "--redis", redis.uri(), "--queue", "emails", "--exec", "cat", "--threads", "virtual")) {
            assertThat(worker.exitCode()).isEqualTo(2);
            assertThat(worker.err()).singleElement().asString().startsWith("baton worker: ");
        }
    }

    @Test
    void aFailureExitsWith1AndOneSentence() throws Exception {
        try (var worker = WorkerJvm.start("--queue", "emails", "--exec", "cat", "--redis", "redis://127.0.0.1:1")) {
            assertThat(worker.exitCode()).isEqualTo(1);
            assertThat(worker.err())
                    .singleElement()
                    .asString()
                    .startsWith("baton worker: ")
                    .contains("127.0.0.1:1");
        }
        try (var redis = RedisServer.builder().password("right").start();
                var worker = WorkerJvm.start(
                        "--queue", "a", "--exec", "cat", "--redis", redis.uri().replace("right", "wrong"))) {
            assertThat(worker.exitCode()).isEqualTo(1);
            assertThat(worker.err())
                    .singleElement()
                    .asString()
                    .contains("password")
                    .doesNotContain("wrong");
        }
        try (var redis = RedisServer.builder()
                        .option("maxmemory", "100mb")
                        .option("maxmemory-policy", "allkeys-lru")
                        .start();
                var refused = WorkerJvm.start("--queue", "a", "--exec", "cat", "--redis", redis.uri());
                var allowed =
                        WorkerJvm.start("--queue", "a", "--exec", "cat", "--redis", redis.uri(), "--allow-eviction")) {
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err()).singleElement().asString().contains("allkeys-lru");
            assertThat(allowed.line("ready")).isNotEmpty();
        }
    }

    @Test
    void itsOwnRedisKeepsTheJobsAndBelongsToOneWorker() throws Exception {
        String data = directory.resolve("data dir").toString();
        String[] arguments = {
            "--queue", "emails", "--data", data, "--exec", "sh -c 'cat >/dev/null; echo {\\\"attempt\\\":7}'"
        };
        try (var worker = WorkerJvm.start(arguments)) {
            worker.line("ready");
            assertThat(worker.line("data")).startsWith(data);
            String uri = worker.line("redis");
            try (var second = WorkerJvm.start(arguments)) {
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(second.err())
                        .containsExactly("baton worker: The data directory " + data
                                + " is in use by another program's Redis: start this one with --redis " + uri
                                + " to share its queues, or with --data and another directory");
            }
            try (var baton = Baton.connect(uri)) {
                assertThat(baton.queue("emails")
                                .enqueue(WELCOME, new Welcome("Ada"))
                                .await(SOON))
                        .isEqualTo(new Receipt(null, 7));
                baton.queue("later").enqueue(WELCOME, new Welcome("Bob"), o -> o.id("kept"));
            }
            worker.signal("TERM");
            assertThat(worker.exitCode()).isZero();
            assertThat(worker.out()).last().isEqualTo("stopped");
            assertThat(worker.err()).isEmpty();
        }
        try (var worker = WorkerJvm.start(
                Map.of("BATON_QUEUE", "later", "BATON_EXEC", "cat", "XDG_DATA_HOME", directory.toString()),
                "--data",
                data)) {
            worker.line("ready");
            try (var baton = Baton.connect(worker.line("redis"))) {
                await().atMost(SOON)
                        .until(() -> baton.queue("later").status("kept").orElseThrow() == JobStatus.DONE);
            }
        }
    }

    @Test
    void exitCodesDecideWhatBecomesOfAJob() throws Exception {
        String script = "case $BATON_TYPE in bad) echo wrong address >&2; exit 65;; busy) echo try \"$BATON_ATTEMPT\""
                + " >&2; exit 75;; esac";
        try (var redis = RedisServer.builder().start();
                var worker = WorkerJvm.start(
                        "--redis", redis.uri(), "--queue", "emails", "--exec", "sh -c '" + script + "'");
                var baton = Baton.connect(redis.uri())) {
            worker.line("ready");
            var emails = baton.queue("emails");
            var bad = emails.enqueue(JobType.of("bad", Welcome.class), new Welcome("x"));
            var busyType = JobType.of("busy", Welcome.class)
                    .retry(RetryPolicy.attempts(2).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)));
            var busy = emails.enqueue(busyType, new Welcome("x"));
            await().atMost(SOON).until(() -> bad.status() == JobStatus.DEAD && busy.status() == JobStatus.DEAD);
            assertThat(bad.error().orElseThrow().message()).contains("exit code 65: wrong address");
            assertThat(busy.error().orElseThrow().message()).contains("exit code 75: try 2");
        }
    }

    @Test
    void theTimeOutEndsTheCommandWithItsChildren() throws Exception {
        Path pids = directory.resolve("pids");
        String script = "sleep 300 & echo $! >> " + pids + "; echo $$ >> " + pids + "; wait";
        var slow =
                JobType.of("slow", Welcome.class).timeout(Duration.ofSeconds(1)).retry(RetryPolicy.attempts(1));
        try (var redis = RedisServer.builder().start();
                var worker = WorkerJvm.start(
                        "--redis", redis.uri(), "--queue", "emails", "--exec", "sh -c '" + script + "'");
                var baton = Baton.connect(redis.uri())) {
            worker.line("ready");
            var job = baton.queue("emails").enqueue(slow, new Welcome("x"));
            await().atMost(SOON).until(() -> job.status() == JobStatus.DEAD);
            assertThat(job.error().orElseThrow().error()).isEqualTo("timeout");
            var lines = Files.readAllLines(pids);
            assertThat(lines).hasSize(2);
            await().atMost(SOON).until(() -> lines.stream().noneMatch(StandaloneJarIT::isRunning));
        }
    }

    @Test
    void jarsOfHandlersDoTypedWork() throws Exception {
        JarOfHandlers.write(directory.resolve("shop.jar"), "ShopHandlers", """
                worker.handle(JobType.of("welcome", Welcome.class, Receipt.class),
                    (welcome, context) -> new Receipt("Hello " + welcome.name(), context.attempt()));
                """);
        try (var redis = RedisServer.builder().start();
                var worker = WorkerJvm.start(
                        "--redis", redis.uri(), "--queue", "emails=2,other", "--handlers", directory.toString());
                var baton = Baton.connect(redis.uri())) {
            worker.line("ready");
            assertThat(worker.line("queues")).isEqualTo("emails=2, other");
            assertThat(worker.line("handlers")).isEqualTo("shop.ShopHandlers of " + directory);
            assertThat(baton.queue("emails")
                            .enqueue(WELCOME, new Welcome("Ada"))
                            .await(SOON))
                    .isEqualTo(new Receipt("Hello Ada", 1));
            worker.signal("INT");
            assertThat(worker.exitCode()).isZero();
        }
    }

    @Test
    void aTypeRegisteredTwiceIsRefused() throws Exception {
        String register = "worker.handle(JobType.of(\"welcome\", Welcome.class), (w, c) -> null);";
        JarOfHandlers.write(directory.resolve("a.jar"), "First", register);
        JarOfHandlers.write(directory.resolve("b.jar"), "Second", register);
        try (var redis = RedisServer.builder().start();
                var worker = WorkerJvm.start(
                        "--redis", redis.uri(), "--queue", "emails", "--handlers", directory.toString())) {
            assertThat(worker.exitCode()).isEqualTo(1);
            assertThat(worker.err())
                    .singleElement()
                    .asString()
                    .contains("shop.Second")
                    .contains("welcome");
        }
    }

    @Test
    void aUrlDoesTheWork() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jobs", exchange -> {
            String name = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean known = name.contains("Ada");
            byte[] body = "{\"greeting\":\"Hi\",\"attempt\":1}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(known ? 200 : 422, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/jobs";
        try (var redis = RedisServer.builder().start();
                var worker = WorkerJvm.start("--redis", redis.uri(), "--queue", "emails", "--http", url);
                var baton = Baton.connect(redis.uri())) {
            worker.line("ready");
            assertThat(worker.line("handlers")).isEqualTo("http POST " + url);
            assertThat(baton.queue("emails")
                            .enqueue(WELCOME, new Welcome("Ada"))
                            .await(SOON))
                    .isEqualTo(new Receipt("Hi", 1));
            var unknown = baton.queue("emails").enqueue(WELCOME, new Welcome("Eve"));
            await().atMost(SOON).until(() -> unknown.status() == JobStatus.DEAD);
            assertThat(unknown.error().orElseThrow().message()).contains("answered 422");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void sigtermUnderLoadLosesNothingAndRunsNothingTwice() throws Exception {
        Path ledger = directory.resolve("ledger");
        String[] arguments = {
            "--queue",
            "emails",
            "--concurrency",
            "4",
            "--exec",
            "sh -c 'echo $BATON_JOB_ID >> " + ledger + "; sleep 0.05'"
        };
        try (var redis = RedisServer.builder().start();
                var baton = Baton.connect(redis.uri())) {
            var emails = baton.queue("emails");
            var jobs = emails.enqueueAll(
                    WELCOME,
                    IntStream.range(0, 200).mapToObj(i -> new Welcome("n" + i)).toList());
            try (var first = WorkerJvm.start(Map.of("BATON_REDIS", redis.uri()), arguments)) {
                await().atMost(SOON).until(() -> Files.exists(ledger) && lines(ledger) > 20);
                first.signal("TERM");
                assertThat(first.exitCode()).isZero();
            }
            int byFirst = lines(ledger);
            assertThat(byFirst).isLessThan(200);
            assertThat(emails.stats().inProgress()).isZero();
            assertThat(jobs.stream().filter(job -> job.status() == JobStatus.DONE))
                    .hasSize(byFirst);
            try (var second = WorkerJvm.start(Map.of("BATON_REDIS", redis.uri()), arguments)) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> jobs.stream().allMatch(job -> job.status() == JobStatus.DONE));
                second.signal("TERM");
                assertThat(second.exitCode()).isZero();
            }
            assertThat(Files.readAllLines(ledger))
                    .containsExactlyInAnyOrderElementsOf(
                            jobs.stream().map(JobHandle::id).toList());
        }
    }

    @Test
    void theSecondSignalEndsItAtOnceWithItsCommands() throws Exception {
        for (var signal : Map.of("TERM", 143, "INT", 130).entrySet()) {
            Path pid = directory.resolve("pid-" + signal.getKey());
            try (var redis = RedisServer.builder().start();
                    var worker = WorkerJvm.start(
                            "--redis",
                            redis.uri(),
                            "--queue",
                            "emails",
                            "--grace",
                            "10m",
                            "--exec",
                            "sh -c 'trap \"\" TERM INT; echo $$ > " + pid + "; sleep 300; sleep 300'");
                    var baton = Baton.connect(redis.uri())) {
                worker.line("ready");
                baton.queue("emails").enqueue(WELCOME, new Welcome("x"));
                await().atMost(SOON).until(() -> Files.exists(pid) && lines(pid) == 1);
                worker.signal(signal.getKey());
                worker.line("stopping");
                worker.signal(signal.getKey());
                assertThat(worker.exitCode()).isEqualTo(signal.getValue());
                assertThat(worker.out()).doesNotContain("stopped");
                await().atMost(SOON)
                        .until(() -> !isRunning(Files.readString(pid).strip()));
            }
        }
    }

    @Test
    void afterTheGraceTheCommandIsEndedAndItsJobHandedBack() throws Exception {
        Path pid = directory.resolve("pid");
        try (var redis = RedisServer.builder().start();
                var worker = WorkerJvm.start(
                        "--redis",
                        redis.uri(),
                        "--queue",
                        "emails",
                        "--grace",
                        "200ms",
                        "--exec",
                        "sh -c 'echo $$ > " + pid + "; exec sleep 300'");
                var baton = Baton.connect(redis.uri())) {
            worker.line("ready");
            var job = baton.queue("emails").enqueue(WELCOME, new Welcome("x"));
            await().atMost(SOON).until(() -> Files.exists(pid) && lines(pid) == 1);
            worker.signal("TERM");
            assertThat(worker.exitCode()).isZero();
            assertThat(worker.line("worked")).contains("1 given back");
            assertThat(job.status()).isEqualTo(JobStatus.PENDING);
            assertThat(isRunning(Files.readString(pid).strip())).isFalse();
        }
    }

    private static int lines(Path file) throws IOException {
        return (int) Files.readString(file).chars().filter(c -> c == '\n').count();
    }

    /** Where nobody waits for orphans, a dead one stays as a zombie, which is alive to Java. */
    private static boolean isRunning(String pid) {
        try {
            Path stat = Path.of("/proc", pid, "stat");
            if (Files.isDirectory(Path.of("/proc/self"))) {
                return Files.exists(stat) && !Files.readString(stat).contains(") Z ");
            }
            return ProcessHandle.of(Long.parseLong(pid)).isPresent();
        } catch (IOException e) {
            return false;
        }
    }
}
