package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.store.SweepStore.PromoteAnswer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ticker, and the promoter that sets its alarms by it. */
class TickerTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Ticker ticker = new Ticker("test-ticker");

    @AfterEach
    void close() {
        ticker.close();
    }

    @Test
    void repeatsADutyWhateverBecomesOfAPass() {
        AtomicInteger passes = new AtomicInteger();
        ticker.every("duty", Duration.ofMillis(1), () -> switch (passes.incrementAndGet()) {
            case 1 -> throw new IllegalStateException("thrown");
            case 2 -> throw new NoClassDefFoundError("an Error");
            case 3 -> CompletableFuture.failedFuture(new IllegalStateException("failed"));
            default -> CompletableFuture.completedFuture(null);
        });
        await().atMost(LONG).until(() -> passes.get() >= 5);
    }

    @Test
    void neverOverlapsTwoPassesOfADuty() {
        AtomicInteger passes = new AtomicInteger();
        CompletableFuture<@Nullable Void> slow = new CompletableFuture<>();
        ticker.every("slow duty", Duration.ofMillis(1), () -> {
            passes.incrementAndGet();
            return slow;
        });
        AtomicInteger others = new AtomicInteger();
        ticker.every("other duty", Duration.ofMillis(1), () -> {
            others.incrementAndGet();
            return CompletableFuture.completedFuture(null);
        });
        await().atMost(LONG).until(() -> others.get() > 20);
        assertThat(passes).hasValue(1);
        slow.complete(null);
        await().atMost(LONG).until(() -> passes.get() > 1);
    }

    @Test
    void lengthensADelayToAnInstantThatAllDutiesOfThePeriodShare() {
        Duration period = Duration.ofMillis(1600);
        for (long now = 3; now < 3_000_000_000L; now += 123_456_789) {
            Duration until = Ticker.untilCommonInstant(now, Duration.ofMillis(1500), period);
            assertThat(until).isBetween(Duration.ofMillis(1500), Duration.ofMillis(1600));
            assertThat((now + until.toNanos()) % 100_000_000).isZero();
        }
    }

    @Test
    void givesEachOfSeveralItsTurnThoughOneThrows() {
        AtomicInteger passes = new AtomicInteger();
        ticker.everyTogether(
                "duties",
                Duration.ofMillis(1),
                List.of(
                        () -> {
                            throw new IllegalStateException("thrown");
                        },
                        () -> CompletableFuture.completedFuture(passes.incrementAndGet())));
        await().atMost(LONG).until(() -> passes.get() >= 3);
    }

    @Test
    void dropsWhatComesAfterItsEnd() {
        CompletableFuture<@Nullable Void> pass = new CompletableFuture<>();
        AtomicInteger passes = new AtomicInteger();
        ticker.every("duty", Duration.ofMillis(1), () -> {
            passes.incrementAndGet();
            return pass;
        });
        await().atMost(LONG).until(() -> passes.get() == 1);
        ticker.close();
        pass.complete(null); // a pass that ends after the end
        assertThat(ticker.after(Duration.ZERO, () -> {}).isDone()).isTrue();
        assertThat(passes).hasValue(1);
    }

    @Test
    void jittersWithinItsBound() {
        for (int i = 0; i < 1000; i++) {
            assertThat(Ticker.fullJitter(Duration.ofMillis(5))).isBetween(Duration.ofNanos(1), Duration.ofMillis(5));
        }
    }

    @Test
    void aJobThatComesToBeDueBehindAPassUnderWayIsPromotedByTheNext() {
        IdleSweeps sweeps = new IdleSweeps();
        try (Promoter promoter = new Promoter("q", sweeps, ticker, new Tally())) {
            promoter.expectIn(Duration.ZERO);
            await().atMost(LONG).until(() -> sweeps.promotions.size() == 1);
            promoter.expectIn(Duration.ofMillis(1)); // told while the answer is on its way, which knows nothing of it
            AtomicInteger rung = new AtomicInteger();
            ticker.after(Duration.ofMillis(20), rung::incrementAndGet);
            await().atMost(LONG).until(() -> rung.get() == 1);
            assertThat(sweeps.promotions).hasSize(1);

            sweeps.promotions.get(0).complete(new PromoteAnswer(1, OptionalLong.empty(), 1_700_000_000_000L));

            await().atMost(LONG).until(() -> sweeps.promotions.size() == 2);
        }
    }
}
