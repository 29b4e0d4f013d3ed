package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.JobContext.Stop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeldTest {
    private final Rig rig = new Rig(1);
    private final Held held = new Held(Rig.claim(rig.lane().lane(), "a", "1"), rig.lane());

    @AfterEach
    void close() {
        Thread.interrupted();
        rig.close();
    }

    @Test
    void isNotBegunOnceItWasToldToStop() {
        held.stop(Stop.CANCEL_ASKED);
        assertThat(held.begin(Thread.currentThread())).isFalse();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(held.withdraw()).isTrue();
        assertThat(held.withdraw()).as("a second time").isFalse();
    }

    @Test
    void isInterruptedOnceAReason() {
        held.begin(Thread.currentThread());
        held.stop(Stop.CANCEL_ASKED);
        assertThat(Thread.interrupted()).isTrue();
        held.stop(Stop.CANCEL_ASKED);
        assertThat(Thread.interrupted()).isFalse();
        held.stop(Stop.SHUTDOWN);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(held.stop()).as("the first reason stays").isEqualTo(Stop.CANCEL_ASKED);
        held.stop(Stop.CLAIM_LOST);
        assertThat(held.stop()).as("but for a lost claim").isEqualTo(Stop.CLAIM_LOST);
    }

    @Test
    void leavesNoInterruptBehindForTheNextJob() {
        held.begin(Thread.currentThread());
        held.stop(Stop.TIMED_OUT);
        held.end();
        assertThat(Thread.interrupted()).isFalse();
        held.stop(Stop.SHUTDOWN);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(held.withdraw()).isFalse();
    }

    @Test
    void aThreadThatIgnoresItsTimeOutIsCountedAsLeakedUntilItEnds() {
        AtomicInteger leaked = new AtomicInteger();
        TimeLimit limit = new TimeLimit(held, rig.ticker, leaked, Duration.ofMillis(20));
        held.begin(new Thread("stubborn"));
        limit.begin(Duration.ofMillis(10));

        await().atMost(Duration.ofSeconds(10)).until(() -> leaked.get() == 1);
        assertThat(held.stop()).isEqualTo(Stop.TIMED_OUT);
        assertThat(rig.lane().hand().isEmpty()).isTrue();
        limit.end();
        assertThat(leaked).hasValue(0);
    }

    @Test
    void aRunWithinItsTimeIsLeftAlone() throws InterruptedException {
        AtomicInteger leaked = new AtomicInteger();
        TimeLimit limit = new TimeLimit(held, rig.ticker, leaked, Duration.ofMillis(1));
        held.begin(Thread.currentThread());
        limit.begin(Duration.ofMillis(50));
        limit.end();
        CountDownLatch later = new CountDownLatch(1);
        rig.ticker.after(Duration.ofMillis(120), later::countDown);
        later.await();
        assertThat(held.stop()).isEqualTo(Stop.NONE);
        assertThat(leaked).hasValue(0);
    }
}
