package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.JobHandle;
import dev.baton.JobQueue;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.model.RetryPolicy;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link TestBaton#drain}, which needs the runtime and is therefore tested here. */
@WithRedis
class DrainTest {
    private static final JobType<String, Integer> GREET = JobType.of("greet", String.class, Integer.class);

    // snippet:drain
    @Test
    void runsWhatIsPendingAndStops(TestBaton baton) {
        JobHandle<Integer> job = baton.queue("emails").enqueue(GREET, "Ada");

        baton.drain("emails", worker -> worker.handle(GREET, (name, context) -> name.length()));

        assertThat(job.status()).isEqualTo(JobStatus.DONE);
        assertThat(job.await(Duration.ofSeconds(1))).isEqualTo(3);
    }
    // end

    @Test
    void runsWhatHandlersEnqueueToo(TestBaton baton) {
        JobQueue emails = baton.queue("emails");
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        emails.enqueueAll(GREET, IntStream.range(0, 50).mapToObj(i -> "parent").toList());
        var stats = baton.drain(
                "emails",
                worker -> worker.handle(GREET, (name, context) -> {
                    seen.add(name);
                    if (name.equals("parent")) {
                        emails.enqueue(GREET, "child");
                    }
                    return 1;
                }));
        assertThat(stats.done()).isEqualTo(100);
        assertThat(seen).hasSize(100);
        assertThat(emails.stats().pending()).isZero();
        assertThat(emails.stats().liveWorkers()).isZero();
    }

    @Test
    void leavesWhatIsNotDue(TestBaton baton) {
        var shaky = GREET.retry(RetryPolicy.DEFAULT.withBackoff(Duration.ofMinutes(1), Duration.ofMinutes(1)));
        JobHandle<Integer> job = baton.queue("emails").enqueue(shaky, "Ada");
        baton.drain(
                "emails",
                worker -> worker.handle(shaky, (name, context) -> {
                    throw new IllegalStateException("not yet");
                }));
        assertThat(job.status()).isEqualTo(JobStatus.RETRYING);

        baton.clock().advance(Duration.ofMinutes(2));
        baton.sweeps("emails").promote();
        baton.drain("emails", worker -> worker.handle(shaky, (name, context) -> context.attempt()));
        assertThat(job.await(Duration.ofSeconds(1))).isEqualTo(2);
    }

    @Test
    void anEmptyQueueIsDrainedAtOnce(TestBaton baton) {
        assertThat(baton.drain("emails", worker -> worker.handle(GREET, (name, context) -> 1))
                        .done())
                .isZero();
    }

    @Test
    void aStaleIdIsNoHindrance(TestBaton baton) {
        JobHandle<Integer> job = baton.seed("emails", GREET, "Ada").cancelled();
        baton.drain("emails", worker -> worker.handle(GREET, (name, context) -> 1));
        assertThat(List.of(job.status())).containsExactly(JobStatus.CANCELLED);
        assertThat(baton.queue("emails").stats().pending()).isZero();
    }

    @Test
    void aPausedQueueIsRefused(TestBaton baton) {
        baton.seed("emails", GREET, "Ada").pending();
        baton.queue("emails").pause();
        assertThatThrownBy(() -> baton.drain("emails", worker -> worker.handle(GREET, (name, context) -> 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("paused");
    }
}
