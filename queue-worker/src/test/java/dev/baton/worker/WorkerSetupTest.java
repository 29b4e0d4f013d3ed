package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.WorkerBuilder;
import dev.baton.WorkerBuilder.Threads;
import dev.baton.WorkerHost;
import dev.baton.json.JacksonCodec;
import dev.baton.model.JobType;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot work is refused in one sentence. */
class WorkerSetupTest {
    private static final JobType<String, String> ECHO = JobType.of("echo", String.class, String.class);

    @Test
    void needsAQueueAndAHandler() {
        refused(WorkerBuilder::start, "The worker has no queue: name one by queue(\"…\")");
        refused(setup -> setup.queue("q").start(), "The worker has no handler: add one by handle(type, …)");
    }

    @Test
    void takesAQueueAndATypeOnce() {
        refused(setup -> setup.queue("q").queue("q"), "The queue \"q\" is named twice: name it once");
        refused(
                setup -> setup.handle(ECHO, (word, job) -> word).handle(ECHO, (word, job) -> word),
                "The job type \"echo\" is handled twice: register one handler for it");
        refused(
                setup -> setup.handleOthers((bytes, job) -> dev.baton.model.Outcome.done())
                        .handleOthers((bytes, job) -> dev.baton.model.Outcome.done()),
                "handleOthers was given twice: register one handler for all other types");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 10_001})
    void keepsConcurrencyInItsRange(int number) {
        refused(setup -> setup.concurrency(number), "concurrency " + number + " is not allowed: use 1 to 10000");
        refused(
                setup -> setup.queue("q", queue -> queue.concurrency(number)),
                "concurrency " + number + " is not allowed: use 1 to 10000");
        refused(
                setup -> setup.queue("q", queue -> queue.weight(number)),
                "weight " + number + " is not allowed: use 1 to 1000");
    }

    @Test
    void keepsTimesInTheirRanges() {
        refused(
                setup -> setup.heartbeat(Duration.ofMillis(99), Duration.ofSeconds(1)),
                "The heartbeat period PT0.099S is not allowed: use 100 ms to 1 h");
        refused(
                setup -> setup.heartbeat(Duration.ofSeconds(3), Duration.ofSeconds(8)),
                "The heartbeat expiry PT8S is not allowed: use at least three periods, PT9S, and at most 1 day");
        refused(
                setup -> setup.grace(Duration.ofSeconds(-1)),
                "The grace period PT-1S is not allowed: use 0 s to 1 day");
        refused(
                setup -> setup.report(Duration.ofMillis(5)),
                "The report period PT0.005S is not allowed: use 1 s to 1 h");
        refused(setup -> setup.maxCrashes(0), "maxCrashes 0 is not allowed: use 1 to 100");
    }

    @Test
    void saysWhatIsWrongWithAQueueName() {
        assertThatThrownBy(() -> setup().queue("no spaces"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no spaces");
    }

    @Test
    void threadsAreVirtualWhereTheJvmHasThemAndNamed() {
        if (Runtime.version().feature() >= 21) {
            assertThat(nameOf(HandlerThreads.of(Threads.VIRTUAL))).startsWith("baton-handler-");
            assertThat(HandlerThreads.of(Threads.AUTO)
                            .newThread(() -> {})
                            .getThreadGroup()
                            .getName())
                    .isEqualTo("VirtualThreads");
        } else {
            refused(
                    setup -> setup.queue("q")
                            .handle(ECHO, (word, job) -> word)
                            .threads(Threads.VIRTUAL)
                            .start(),
                    "threads VIRTUAL is not possible on Java "
                            + Runtime.version().feature() + ": use 21 or later, or AUTO, or POOL");
        }
        Thread pooled = HandlerThreads.of(Threads.POOL).newThread(() -> {});
        assertThat(pooled.getName()).isEqualTo("baton-handler-1");
        assertThat(pooled.isDaemon()).isTrue();
    }

    private static String nameOf(ThreadFactory threads) {
        return threads.newThread(() -> {}).getName();
    }

    private static WorkerBuilder setup() {
        return new LocalRuntime().newWorker(new WorkerHost(new HandFedStore(), new JacksonCodec()));
    }

    private static void refused(Consumer<WorkerBuilder> how, String sentence) {
        assertThatThrownBy(() -> how.accept(setup()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }
}
