package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.model.RetryPolicy;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A worker's own time-out, for jobs that have none. */
@WithRedis
class DefaultTimeoutTest {
    private static final JobType<String, String> TYPE =
            JobType.of("type", String.class, String.class).retry(RetryPolicy.attempts(1));

    @Test
    void aJobWithoutATimeOutHasThatOfItsWorkerAndOneWithItsOwnKeepsIt(RedisUri redis) {
        try (Baton baton = Baton.connect(redis.uri());
                var worker = baton.worker()
                        .queue("q")
                        .timeout(Duration.ofMillis(100))
                        .handle(TYPE, (payload, context) -> {
                            assertThat(context.timeLeft())
                                    .isLessThan(payload.equals("own") ? Duration.ofMinutes(2) : Duration.ofMillis(101));
                            if (!payload.equals("own")) {
                                new CountDownLatch(1).await();
                            }
                            return "done";
                        })
                        .start()) {
            String none = baton.queue("q").enqueue(TYPE, "none").id();
            var own = baton.queue("q").enqueue(TYPE, "own", options -> options.timeout(Duration.ofMinutes(1)));

            assertThat(own.await(Duration.ofSeconds(20))).isEqualTo("done");
            await().until(() -> baton.queue("q").status(none).orElseThrow() == JobStatus.DEAD);
            assertThat(baton.queue("q").find(none).orElseThrow().errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error.message()).contains("its time-out of PT0.1S"));
            assertThat(worker.stats().done()).isEqualTo(1);
        }
    }

    @Test
    void aTimeOutOutOfRangeIsRefused(RedisUri redis) {
        try (Baton baton = Baton.connect(redis.uri())) {
            assertThatThrownBy(() -> baton.worker().timeout(Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
