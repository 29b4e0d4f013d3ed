package dev.baton.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.store.EnqueueAnswer;
import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A store that is closed while calls are under way. */
class ClosingTest {
    @Test
    void aCallThatWasSentIsNotDeniedByTheClose() {
        try (TestRedis redis = new TestRedis()) {
            redis.enqueueIds("warm");
            redis.server().suspend();
            CompletableFuture<List<EnqueueAnswer>> sent =
                    redis.store().enqueues().enqueue(TestRedis.QUEUE, List.of(TestRedis.job("a")));

            redis.store().close();
            redis.server().resume();

            assertThatThrownBy(() -> TestRedis.get(sent)).isInstanceOfSatisfying(StoreException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.UNKNOWN_EFFECT);
                assertThat(e.mayHaveHappened()).isTrue();
            });
            // It did happen: Redis read it after all.
            await().atMost(Duration.ofSeconds(20)).until(() -> "pending".equals(redis.status("a")));
        }
    }

    @Test
    void aCallThatComesAfterTheCloseWasNotSent() {
        try (TestRedis redis = new TestRedis()) {
            redis.store().close();
            assertThatThrownBy(() -> redis.enqueueIds("a"))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
            assertThat(redis.raw().dbsize()).isZero();
        }
    }
}
