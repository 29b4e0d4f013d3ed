package dev.baton.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.baton.examples.Program;
import dev.baton.json.JacksonCodec;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import dev.baton.worker.program.UsageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole demo in processes of its own, over a small directory. */
@WithRedis
class DemoTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int TEXTS = 40;

    @TempDir
    Path directory;

    private Path files;
    private Path out;

    @BeforeEach
    void makeFiles() throws IOException {
        files = Files.createDirectories(directory.resolve("files")).toRealPath();
        out = files.resolve("results");
        for (int i = 0; i < TEXTS; i++) {
            Files.writeString(files.resolve("text-" + i), "one two\nthree\n".repeat(i));
        }
    }

    @Test
    void everyFileHasItsResultThoughAWorkerWasKilled() throws Exception {
        ImageIO.write(
                new BufferedImage(600, 300, BufferedImage.TYPE_INT_RGB),
                "jpg",
                files.resolve("p.JPG").toFile());
        Files.write(files.resolve("damaged.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0});
        Files.writeString(files.resolve("a\u001b[2Jb\nc"), "x");
        Files.writeString(Path.of(URI.create(files.toUri() + "%FF%FE")), "y");
        Files.createSymbolicLink(files.resolve("loop"), files);

        try (var demo = demo("--json", "--out", out.toString(), files.toString())) {
            assertThat(demo.exitCode()).as("%s", demo.err()).isZero();
            assertThat(demo.out()).hasSize(1);
            assertThat(demo.err()).noneMatch(line -> line.contains("\u001b"));
            Summary summary = summary(demo);
            assertThat(summary.enqueued()).isEqualTo(TEXTS + 4);
            assertThat(summary.done()).isEqualTo(TEXTS + 4);
            assertThat(summary.skipped()).isEqualTo(1);
            assertThat(summary.dead()).isZero();
            assertThat(summary.lost()).isZero();
            assertThat(summary.ok()).isTrue();
            var killed = Objects.requireNonNull(summary.killed());
            assertThat(killed.held()).isNotEmpty();
            assertThat(summary.reclaimed()).isEqualTo(killed.held().size());
            assertThat(summary.workers()).filteredOn(Summary.Work::killed).hasSize(1);
            assertThat(summary.workers().stream().mapToInt(Summary.Work::jobs).sum())
                    .isEqualTo(TEXTS + 4);
        }
        var results = results();
        assertThat(results).hasSize(TEXTS + 4);
        var thumbnail = ImageIO.read(only(results, "p.JPG.png").toFile());
        assertThat(thumbnail.getWidth()).isEqualTo(Thumbnail.SIDE);
        assertThat(thumbnail.getHeight()).isEqualTo(Thumbnail.SIDE / 2);
        assertThat(Files.readString(only(results, "damaged.png.json"))).contains("No thumbnail: it is damaged");
        assertThat(Files.readString(only(results, "-text-7.json"))).contains("\"bytes\":98,\"lines\":14,\"words\":21");
    }

    @Test
    void aFileThatVanishesIsADeadJobWithTheReasonAndNotLost() throws Exception {
        try (var demo = demo("--out", out.toString(), files.toString())) {
            demo.line("slow");
            Files.delete(files.resolve("text-39"));
            assertThat(demo.exitCode()).as("%s %s", demo.out(), demo.err()).isZero();
            assertThat(demo.out())
                    .contains("  dead        1", "  lost        0")
                    .contains("Dead: " + files.resolve("text-39").toUri()
                            + ": The file cannot be read: it does not exist");
        }
    }

    @Test
    void theRunCanBeWatchedUntilItEnds() throws Exception {
        try (var demo = demo("--out", out.toString(), files.toString())) {
            String url = demo.line("page").replaceAll("^page +| while.*$", "");
            demo.line("slow");
            var client = HttpClient.newHttpClient();
            var request =
                    HttpRequest.newBuilder(URI.create(url + "api/v1/queues")).build();
            await().atMost(SOON)
                    .until(() ->
                            client.send(request, BodyHandlers.ofString()).body().contains("\"queue\":\"demo\""));
            assertThat(demo.exitCode()).as("%s %s", demo.out(), demo.err()).isZero();
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> client.send(request, BodyHandlers.ofString()));
        }
    }

    @Test
    void aFileWhoseResultIsGoneIsLost() throws Exception {
        try (var demo = demo("--no-kill", "--workers", "1", "--out", out.toString(), files.toString())) {
            await().atMost(SOON)
                    .until(() -> Files.isDirectory(out) && !results().isEmpty());
            Files.delete(results().get(0));
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.out()).contains("  lost        1", "1 of 40 files have no result on disk.");
        }
    }

    @Test
    void nothingIsLeftInARedisOfSomebodyElse(RedisUri redis, RawRedis raw) throws Exception {
        raw.call("SET", "mine", "1");
        try (var demo = demo("--redis", redis.uri(), "--out", out.toString(), files.toString())) {
            assertThat(demo.exitCode()).as("%s %s", demo.out(), demo.err()).isZero();
        }
        assertThat(raw.texts("KEYS", "*"))
                .hasSizeLessThanOrEqualTo(2)
                .contains("mine")
                .allMatch(key -> key.equals("mine") || key.equals("baton:queues"));
        assertThat(raw.texts("SMEMBERS", "baton:queues")).isEmpty();
    }

    @Test
    void keptKeysCanBeLookedAt(RedisUri redis, RawRedis raw) throws Exception {
        try (var demo = demo("--redis", redis.uri(), "--keep", "--json", "--out", out.toString(), files.toString())) {
            assertThat(demo.exitCode()).as("%s %s", demo.out(), demo.err()).isZero();
            String queue = summary(demo).queue();
            assertThat(raw.number("LLEN", "baton:{" + queue + "}:done")).isEqualTo(TEXTS);
            assertThat(demo.err()).anyMatch(line -> line.contains(" LRANGE 'baton:{" + queue + "}:done' -3 -1"));
        }
    }

    @Test
    void aSignalEndsEverythingThatWasStarted(RedisUri redis, RawRedis raw) throws Exception {
        try (var demo = demo("--redis", redis.uri(), "--out", out.toString(), files.toString())) {
            var children = workersOf(demo);
            demo.line("slow");
            demo.signal("TERM"); // not INT, which programs ignore when a shell started the build in its background
            assertThat(demo.exitCode()).isEqualTo(143);
            assertThat(demo.err()).contains("baton demo: stopped by a signal");
            await().atMost(SOON).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(raw.texts("KEYS", "baton:{*")).isEmpty();
        }
    }

    @Test
    void aKilledDemoLeavesNoProcessBehind() throws Exception {
        try (var demo = demo("--out", out.toString(), files.toString())) {
            var children = workersOf(demo);
            var all = demo.process().toHandle().descendants().toList();
            assertThat(all).hasSizeGreaterThan(children.size());
            demo.process().destroyForcibly().waitFor();
            await().atMost(SOON).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void redisStaysUpUntilEnter() throws Exception {
        try (var demo = demo("--keep", "--no-kill", "--out", out.toString(), files.toString())) {
            demo.line("Redis and the page stay up until Enter or Ctrl-C.");
            String uri = demo.line("redis ").replaceAll(".*(redis://\\S+).*", "$1");
            try (var raw = RawRedis.connect(new RedisUri(uri))) {
                assertThat(raw.number("LLEN", "baton:{demo}:done")).isEqualTo(TEXTS);
            }
            demo.process().getOutputStream().write('\n');
            demo.process().getOutputStream().flush();
            assertThat(demo.exitCode()).isZero();
        }
    }

    @Test
    void aRedisThatCannotBeReachedIsOneSentence() throws Exception {
        try (var demo = demo("--redis", "redis://127.0.0.1:1", files.toString())) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.err())
                    .singleElement()
                    .asString()
                    .startsWith("baton demo: ")
                    .contains("127.0.0.1:1");
        }
    }

    @Test
    void anEmptyDirectoryIsWrongUsage() throws Exception {
        Path empty = Files.createDirectories(directory.resolve("empty")).toRealPath();
        try (var demo = demo(empty.toString())) {
            assertThat(demo.exitCode()).isEqualTo(2);
            assertThat(demo.err())
                    .containsExactly("baton demo: There is no file to process below " + empty
                            + ": name a directory with files in it");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --wrokers 3          | There is no option "--wrokers": did you mean --workers?
            --workers 0          | --workers "0" is not allowed: use 1 to 64
            --workers many       | --workers "many" is not allowed: use 1 to 64
            --workers 1          | With --workers 1 nobody is left when one is killed: use 2 or more, or add --no-kill
            /no/such             | The directory "/no/such" does not exist: name one that does
            pom.xml              | "pom.xml" is no directory: name the directory that it lies in
            . .                  | The word "." is one too many: the demo takes one directory
            --redis              | Missing required parameter for option '--redis' (URI); see --help
            --out src .          | The output directory "src" is not empty: name a new or an empty one
            --out pom.xml .      | The output directory "pom.xml" is a file: name a new directory
            """)
    void refusesWrongUsageInOneSentence(String arguments, String sentence) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> DemoSettings.parse(arguments.split(" ")))
                .withMessage(sentence);
    }

    private Program demo(String... arguments) throws IOException {
        return Program.start(Demo.class.getName(), arguments);
    }

    private static List<ProcessHandle> workersOf(Program demo) {
        String pids = demo.line("workers").replaceAll(".*\\((.*)\\).*", "$1");
        return Stream.of(pids.split(", "))
                .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                .toList();
    }

    private static Summary summary(Program demo) {
        byte[] json = demo.out().get(0).getBytes(StandardCharsets.UTF_8);
        return Objects.requireNonNull(new JacksonCodec().decode(json, Summary.class));
    }

    private List<Path> results() throws IOException {
        try (var paths = Files.walk(out)) {
            return paths.filter(path -> path.toString().matches(".*\\.(json|png)"))
                    .toList();
        }
    }

    private static Path only(List<Path> results, String end) {
        return results.stream()
                .filter(path -> path.toString().endsWith(end))
                .findFirst()
                .orElseThrow();
    }
}
