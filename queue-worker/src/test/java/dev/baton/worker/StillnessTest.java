package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StillnessTest {
    private final Stillness stillness = new Stillness();

    @Test
    void isThereAtOnceOrNotInTime() throws InterruptedException {
        assertThat(stillness.await(() -> true, Duration.ZERO)).isTrue();
        assertThat(stillness.await(() -> false, Duration.ofMillis(10))).isFalse();
    }

    @Test
    void comesWithAChange() {
        AtomicBoolean still = new AtomicBoolean();
        CountDownLatch looked = new CountDownLatch(1);
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return stillness.await(
                        () -> {
                            looked.countDown();
                            return still.get();
                        },
                        Duration.ofSeconds(30));
            } catch (InterruptedException e) {
                return false;
            }
        });
        assertThat(waiting.isDone()).isFalse();
        still.set(true);
        stillness.changed();
        assertThat(waiting).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    }
}
