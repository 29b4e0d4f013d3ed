package dev.baton.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Baton;
import dev.baton.JobFailedException;
import dev.baton.examples.hello.Hello;
import dev.baton.examples.producer.Producer;
import dev.baton.model.JobType;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each example does what it says, on a Redis that is given or on one of its own. */
@WithRedis
class ExamplesTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String WORKER = "dev.baton.worker.standalone.StandaloneWorker";

    @Test
    void helloSendsAnEmailAndGetsItsReceipt(RedisUri redis) throws Exception {
        try (var hello = Program.start(Hello.class.getName(), redis.uri())) {
            assertThat(hello.exitCode()).isZero();
            assertThat(hello.err()).isEmpty();
            assertThat(hello.out())
                    .contains("pending", "to ada@example.com: welcome, Ada!")
                    .last()
                    .asString()
                    .endsWith(" got Receipt[address=ada@example.com, code=250]");
        }
        try (Baton baton = Baton.connect(redis.uri())) {
            assertThat(baton.queue("emails").find("order-42")).isPresent();
        }
    }

    @Test
    void withoutAUriAnExampleStartsTheRedisThatComesAlong() throws Exception {
        try (var hello = Program.start(Hello.class.getName())) {
            assertThat(hello.exitCode()).isZero();
            assertThat(hello.err()).isEmpty();
            assertThat(hello.out()).contains("to ada@example.com: welcome, Ada!");
        }
    }

    @Test
    void aJobWaitsIsRetriedAndIsReplayed(RedisUri redis) throws Exception {
        try (var program = Program.start(DelayedAndRetried.class.getName(), redis.uri())) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.err()).isEmpty();
            assertThat(program.out()).hasSize(7);
            assertThat(program.out().get(0)).isEqualTo("late is scheduled");
            assertThat(program.out().get(1)).startsWith("late is written by attempt 1 after ");
            assertThat(millis(program.out().get(1))).isGreaterThanOrEqualTo(500);
            assertThat(program.out().get(2)).startsWith("flaky is written by attempt 3 after ");
            assertThat(program.out().get(3)).isEqualTo("flaky had failed with: the printer is busy, attempt 2");
            assertThat(program.out().get(4)).startsWith("broken is dead: ").contains("there is no such report");
            assertThat(program.out().get(5)).isEqualTo("replay: REPLAYED");
            assertThat(program.out().get(6)).startsWith("broken is written by attempt 1 ");
        }
    }

    @Test
    void theJobOfAKilledWorkerIsDoneByAnother(RedisUri redis) throws Exception {
        try (var program = Program.start(CrashAndRecover.class.getName(), redis.uri())) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.out())
                    .containsExactly(
                            "the first worker says: attempt 1 is on its way",
                            "it was killed, and the job is in-progress",
                            "delivered to 12 Crooked Lane by attempt 2",
                            "the second worker took back 1 job");
        }
    }

    @Test
    void theShellScriptGreetsWhomTheProducerNames(RedisUri redis) throws Exception {
        try (var worker = scripts(redis, "greetings");
                var producer = Program.start(Producer.class.getName(), redis.uri(), "greetings", "3")) {
            assertThat(producer.exitCode()).isZero();
            assertThat(producer.out()).hasSize(3).allMatch(line -> line.endsWith(" {greeted=true, attempt=1}"));
        }
    }

    @Test
    void theShellScriptBuriesAPayloadWithoutAName(RedisUri redis) throws Exception {
        var nameless = JobType.of("greeting", Map.class);
        try (var worker = scripts(redis, "greetings");
                Baton baton = Baton.connect(redis.uri())) {
            var job = baton.queue("greetings").enqueue(nameless, Map.of("nobody", 1));
            Assertions.assertThatExceptionOfType(JobFailedException.class)
                    .isThrownBy(() -> job.await(SOON))
                    .withMessageContaining("there is no name in the payload");
        }
    }

    @Test
    void thePythonScriptCountsWordsWhereThereIsPython(RedisUri redis) throws Exception {
        record Counted(int words, String longest) {}
        var type = JobType.of("count-words", Map.class, Counted.class);
        assertThat(Path.of("exec", "count-words")).isExecutable();
        if (isOnPath("python3")) {
            try (var worker = scripts(redis, "texts");
                    Baton baton = Baton.connect(redis.uri())) {
                var job = baton.queue("texts").enqueue(type, Map.of("text", "one hand at a time"));
                assertThat(job.await(SOON)).isEqualTo(new Counted(5, "hand"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "redis://h q", "redis://h q 0", "redis://h q many", "redis://h q 1 2"})
    void theProducerRefusesWrongArgumentsInOneSentence(String arguments) throws Exception {
        try (var producer = Program.start(Producer.class.getName(), arguments.split(" "))) {
            assertThat(producer.exitCode()).isEqualTo(2);
            assertThat(producer.out()).isEmpty();
            assertThat(producer.err())
                    .containsExactly(
                            "producer: three arguments are needed: redis://host:port, a queue, 1 to 999999 jobs");
        }
    }

    private static Program scripts(RedisUri redis, String queue) throws Exception {
        var worker = Program.start(WORKER, "--redis", redis.uri(), "--queue", queue, "--exec", "exec/{type}");
        worker.line("ready");
        return worker;
    }

    private static long millis(String line) {
        return Long.parseLong(line.replaceAll(".* after (\\d+) ms", "$1"));
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
