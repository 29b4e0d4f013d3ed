package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PumpTest {
    private final Deque<String> work = new ArrayDeque<>();
    private final List<String> started = new ArrayList<>();
    private final List<CompletableFuture<String>> calls = new ArrayList<>();
    private final Pump pump = new Pump(2, () -> {
        String next = work.poll();
        if (next == null) {
            return null;
        }
        started.add(next);
        CompletableFuture<String> call = new CompletableFuture<>();
        calls.add(call);
        return call;
    });

    @Test
    void keepsAsManyCallsUnderWayAsAllowedAndStartsThemInOrder() {
        work.addAll(List.of("a", "b", "c", "d", "e"));

        pump.turn();
        assertThat(started).containsExactly("a", "b");
        calls.get(0).completeExceptionally(new IllegalStateException("broken"));
        calls.get(1).complete("done");
        assertThat(started).containsExactly("a", "b", "c", "d");
        calls.get(3).complete("done");
        assertThat(started).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void anAnswerStartsNothingWhileACallThatWasBroughtIsUnderWay() {
        work.addAll(List.of("a", "b", "c", "d"));

        pump.turn();
        calls.get(1).complete("done");
        assertThat(started).containsExactly("a", "b");
        pump.turn();
        assertThat(started).containsExactly("a", "b", "c");
        calls.get(0).complete("done");
        assertThat(started).containsExactly("a", "b", "c");
        calls.get(2).complete("done");
        assertThat(started).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aTurnWithoutWorkCostsNoPlace() {
        pump.turn();
        pump.turn();
        pump.turn();
        work.addAll(List.of("a", "b"));
        pump.turn();
        assertThat(started).containsExactly("a", "b");
    }

    @Test
    void callsThatFailAtOnceDoNotPileUpOnTheStack() {
        AtomicInteger left = new AtomicInteger(200_000);
        Pump failing = new Pump(
                1,
                () -> left.getAndDecrement() > 0
                        ? CompletableFuture.failedFuture(new IllegalStateException("unreachable"))
                        : null);

        failing.turn();

        assertThat(left).hasNegativeValue();
    }

    @Test
    void startsAllThatManyThreadsBringNeverTwoAtOnce() throws InterruptedException {
        int all = 20_000;
        ConcurrentLinkedQueue<Integer> brought = new ConcurrentLinkedQueue<>();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(all);
        Pump busy = new Pump(3, () -> {
            if (inside.incrementAndGet() > 1) {
                overlaps.incrementAndGet();
            }
            Integer next = brought.poll();
            inside.decrementAndGet();
            return next == null ? null : CompletableFuture.runAsync(done::countDown);
        });

        for (int t = 0; t < 8; t++) {
            ForkJoinPool.commonPool().execute(() -> {
                for (int i = 0; i < all / 8; i++) {
                    brought.add(i);
                    busy.turn();
                }
            });
        }

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(overlaps).hasValue(0);
    }
}
