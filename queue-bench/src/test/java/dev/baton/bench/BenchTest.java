package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.bench.lab.Lab;
import dev.baton.bench.limit.SocketPipelines;
import dev.baton.embedded.RedisServer;
import dev.baton.testkit.RawRedis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void measuresEverythingOnceAndLeavesNothingBehind() throws IOException {
        try (var redis = RedisServer.builder().start();
                var raw = RawRedis.connect(redis)) {
            assertThat(bench("all", "--jobs", "2000", "--rounds", "1", "--json", "--redis", redis.uri()))
                    .as(err.toString(StandardCharsets.UTF_8))
                    .isZero();
            Map<String, JsonNode> figures = new HashMap<>();
            for (String line : out.toString(StandardCharsets.UTF_8).split("\n")) {
                JsonNode figure = JSON.readTree(line);
                figures.put(figure.get("name").asText(), figure);
                assertThat(figure.get("median").asDouble())
                        .as(line)
                        .isGreaterThanOrEqualTo(line.contains("\"mixed.") ? 0 : Double.MIN_VALUE);
                assertThat(figure.get("settings").has("redis")).isTrue();
            }
            assertThat(figures)
                    .containsKeys(
                            "limit.step",
                            "drain.pool",
                            "enqueue.one-thread",
                            "enqueue.16-threads",
                            "bulk.1000",
                            "mixed",
                            "payload.10k.bytes",
                            "payload.500k",
                            "storm.late.max",
                            "reclaim.all",
                            "limit.blmove.p50",
                            "latency.200.start.p50",
                            "memory.pending",
                            "backlog.five",
                            "idle.redis");
            // No speed is asserted; only that somebody measured what he says.
            for (String name : new String[] {"drain.pool", "enqueue.16-threads", "bulk.1000"}) {
                assertThat(Objects.requireNonNull(figures.get(name))
                                .get("ratio")
                                .asDouble())
                        .as(name)
                        .isBetween(0.0001, 10.0);
            }
            assertThat(raw.texts("KEYS", "*")).isEmpty();
        }
    }

    @Test
    void showsATableToPeople() {
        assertThat(bench("bulk", "--jobs", "1000", "--rounds", "1")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("redis ")
                .contains("bulk.1000 ")
                .contains("ratio");
    }

    @Test
    void refusesWrongWordsInOneSentence() {
        refuses("There is no option \"--job\"", "--job", "7");
        refuses("--jobs 7 is not allowed: use 1000 to 2000000", "--jobs", "7");
        refuses("--rounds 0 is not allowed: use 1 to 100", "--rounds", "0");
        refuses("--jobs \"x\" is no whole number: use 1000 to 2000000", "--jobs", "x");
        refuses("--jobs \"99999999999\" is no whole number: use 1000 to 2000000", "--jobs", "99999999999");
        refuses("The option --rounds has no value: say --rounds N", "--rounds");
        refuses("The option --rounds has no value: say --rounds N", "--rounds", "--json");
        refuses("There is nothing to measure by the name of \"spede\": use drain, enqueue, bulk, mixed,", "spede");
        refuses("The word \"bulk\" stands alone: say once what to measure", "drain", "bulk");
    }

    @Test
    void refusesOptionsThatWouldHaveNoSay() {
        refuses("--minutes is the length of soak", "drain", "--minutes", "2");
        refuses("--minutes 0 is not allowed: use 1 to 1440", "soak", "--minutes", "0");
        refuses("--jobs has no say in soak", "soak", "--jobs", "2000");
        refuses("--rounds has no say in soak", "soak", "--rounds", "2");
        refuses("--plots draws what curves measures", "drain", "--plots", "somewhere");
    }

    @Test
    void refusesAPlaceForPlotsThatIsNone(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        refuses("--plots \"" + file + "\" is no directory", "curves", "--plots", file.toString());
        refuses("--plots \"" + file + "/x\" cannot be made: ", "curves", "--plots", file + "/x");
    }

    @Test
    void drawsTheCurvesItMeasured(@TempDir Path directory) throws IOException {
        Path plots = directory.resolve("plots");
        assertThat(bench("curves", "--jobs", "1000", "--rounds", "1", "--plots", plots.toString()))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(plots.resolve("drain-over-concurrency.svg"))
                .content()
                .startsWith("<svg")
                .contains("256", "Redis");
        assertThat(plots.resolve("latency-over-rate.svg"))
                .content()
                .startsWith("<svg")
                .contains("5,000", "BLMOVE");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("drain.pool.256 ", "latency.5000.start.p99 ");
    }

    @Test
    void measuresTheAppendOnlyFileBesideMemory() {
        assertThat(bench("aof", "--jobs", "1000", "--rounds", "1")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("drain.pool ", "drain.aof ");
    }

    @Test
    void saysHowAGivenRedisKeepsItsData() {
        try (var redis = RedisServer.builder().start()) {
            assertThat(bench("aof", "--jobs", "1000", "--rounds", "1", "--redis", redis.uri()))
                    .isZero();
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("aof          measured as the Redis given is set up, append-only file off")
                .doesNotContain("drain.aof");
    }

    @Test
    void namesEverythingThatCanBeMeasuredInItsHelp() {
        assertThat(bench("--help")).isZero();
        String help = out.toString(StandardCharsets.UTF_8);
        for (Subject subject : Subject.values()) {
            assertThat(help).containsPattern("(?m)^" + subject.word() + " ");
        }
        assertThat(help.lines()).allMatch(line -> line.length() <= 110);
    }

    private void refuses(String sentence, String... arguments) {
        err.reset();
        assertThat(bench(arguments)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("baton bench: " + sentence)
                .hasLineCount(1);
    }

    @Test
    void saysWhatIsWrongWithAnAddress() {
        refuses("--redis: ", "--redis", "foo");
    }

    @Test
    void saysWhereNoRedisIs() {
        assertThat(bench("--redis", "redis://127.0.0.1:1")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("baton bench: No Redis can be reached at redis://127.0.0.1:1")
                .hasLineCount(1);
    }

    @Test
    void measuresRedisWithoutItsOwnTool() throws Exception {
        try (var redis = RedisServer.builder().password("s3cret").start();
                var lab = Lab.on(redis.uri())) {
            var sockets = new SocketPipelines(lab, 5_000);
            assertThat(sockets.perSecond("LPUSH", "list", "__rand_int__")).isPositive();
            assertThat(lab.redis().llen("list")).isBetween(4_000L, 5_120L);
        }
    }

    private int bench(String... arguments) {
        return Bench.run(print(out), print(err), arguments);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }
}
