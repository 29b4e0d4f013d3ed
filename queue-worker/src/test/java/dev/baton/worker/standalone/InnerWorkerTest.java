package dev.baton.worker.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Baton;
import dev.baton.model.JobType;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import dev.baton.worker.program.UsageException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A worker inside another program. */
@WithRedis
class InnerWorkerTest {
    private static final JobType<String, String> TYPE = JobType.of("any", String.class, String.class);

    @Test
    void anEchoAnswersThePayload(RedisUri redis) {
        try (Baton baton = Baton.connect(redis.uri());
                InnerWorker.Prepared prepared =
                        InnerWorker.prepare(Map.of("queue", "q", "echo", "true", "concurrency", "3"), Map.of());
                InnerWorker worker = prepared.start(baton)) {
            assertThat(prepared).hasToString("echo, 3 at once");
            assertThat(baton.queue("q").enqueue(TYPE, "héllo").await(Duration.ofSeconds(20)))
                    .isEqualTo("héllo");
            assertThat(worker.isClaiming()).isTrue();
            assertThat(worker.stats().done()).isEqualTo(1);
        }
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAnythingIsStarted() {
        assertThatThrownBy(() -> InnerWorker.prepare(Map.of("queue", "q"), Map.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("Nothing says how to do the work");
        assertThatThrownBy(() -> InnerWorker.prepare(Map.of("queue", "q", "echo", "true", "exec", "cat"), Map.of()))
                .hasMessageContaining("There are 2 ways to do the work");
        assertThatThrownBy(() -> InnerWorker.prepare(Map.of("queue", "q", "ecko", "true"), Map.of()))
                .hasMessageContaining("There is no option --ecko");
        assertThatThrownBy(() -> InnerWorker.prepare(Map.of("queue", "q", "exec", "no-such-program"), Map.of()))
                .hasMessageContaining("is not there or not executable");
    }
}
