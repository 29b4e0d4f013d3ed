package dev.baton.server.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.json.JacksonCodec;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What CREATE said is known everywhere, and whoever asks first is told first. */
@WithRedis
class LeaseLengthsTest {
    private static final Duration USUAL = Duration.ofSeconds(30);

    private final AtomicLong nanos = new AtomicLong();

    private RedisStore store(RedisUri redis) {
        return RedisStore.connect(RedisStoreOptions.of(redis.toString(), new JacksonCodec()));
    }

    @Test
    void whoAsksFirstIsToldFirst(RedisUri redis) throws InterruptedException {
        try (RedisStore store = store(redis)) {
            for (int round = 0; round < 50; round++) {
                LeaseLengths lengths = new LeaseLengths(store.leases(), USUAL, nanos::get);
                ConcurrentLinkedQueue<Integer> told = new ConcurrentLinkedQueue<>();
                CountDownLatch all = new CountDownLatch(200);
                for (int i = 0; i < 200; i++) {
                    int number = i;
                    lengths.of("q").whenComplete((length, error) -> {
                        told.add(number);
                        all.countDown();
                    });
                }
                assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(told)
                        .containsExactlyElementsOf(
                                IntStream.range(0, 200).boxed().toList());
            }
        }
    }

    @Test
    void anotherGatewayKnowsItBehindTheFirstClaimAfterTenSeconds(RedisUri redis) {
        try (RedisStore store = store(redis)) {
            LeaseLengths here = new LeaseLengths(store.leases(), USUAL, nanos::get);
            LeaseLengths there = new LeaseLengths(store.leases(), USUAL, nanos::get);
            assertThat(there.of("q").join()).isEqualTo(USUAL);
            here.create("q", Duration.ofSeconds(2)).join();
            assertThat(here.of("q").join()).isEqualTo(Duration.ofSeconds(2));
            assertThat(there.of("q").join()).isEqualTo(USUAL);

            nanos.addAndGet(Duration.ofSeconds(11).toNanos());
            List<Duration> before = List.of(there.of("q").join());
            assertThat(before).containsExactly(USUAL);
            org.awaitility.Awaitility.await().until(() -> there.of("q").join().equals(Duration.ofSeconds(2)));
        }
    }
}
