package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.WorkerBuilder.Threads;
import dev.baton.store.Claim;
import dev.baton.store.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random offers, handlers, withdrawals and suspects: nothing runs twice, nothing is left, and no slot sleeps for long. */
class DispatcherUnderStressTest {
    private static final int SLOTS = 5;
    private static final Map<String, Integer> CAPS = Map.of("a", 5, "b", 2, "c", 1);
    private static final long TOO_LONG = TimeUnit.SECONDS.toNanos(20);

    private final Rig rig = new Rig(1);
    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> busy = new ConcurrentHashMap<>();
    private final Set<String> inHand = ConcurrentHashMap.newKeySet();
    private final Queue<Held> givenBack = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    @AfterEach
    void close() {
        rig.close();
    }

    private final class Worker implements Dispatcher.Listener {
        @Override
        public void quietBegins(List<Held> withdrawn) {
            givenBack.addAll(withdrawn);
        }

        @Override
        public boolean holdsNothingElse() {
            return inHand.size() <= 1;
        }

        @Override
        public void quietEnds() {}

        @Override
        public void slotIsFree() {}
    }

    private void run(Held held) {
        String id = held.claim().id();
        int now = running.incrementAndGet();
        AtomicInteger ofQueue = busy.computeIfAbsent(held.queue(), queue -> new AtomicInteger());
        int nowOfQueue = ofQueue.incrementAndGet();
        if (!held.begin(Thread.currentThread())) {
            wrong.add(id + " was withdrawn and ran");
        }
        if (runs.computeIfAbsent(id, one -> new AtomicInteger()).incrementAndGet() > 1) {
            wrong.add(id + " ran twice");
        }
        if (now > SLOTS || nowOfQueue > CAPS.getOrDefault(held.queue(), 0)) {
            wrong.add(id + " is one too many: " + now + ", " + nowOfQueue);
        }
        boolean suspect = held.claim().crashes() > 0;
        if (suspect && now > 1) {
            wrong.add(id + " is not alone: " + now);
        }
        int length = Math.floorMod(id.hashCode(), 100);
        if (length > 97) {
            LockSupport.parkNanos(20_000_000);
        } else if (length > 60) {
            LockSupport.parkNanos(length * 5_000L);
        }
        if (length % 7 == 0) {
            Thread.currentThread().interrupt(); // one that comes too late
        }
        if (suspect && running.get() > 1) {
            wrong.add(id + " was not left alone");
        }
        held.end();
        if (length % 11 == 0) {
            Thread.currentThread().interrupt();
        }
        ofQueue.decrementAndGet();
        running.decrementAndGet();
        ended.incrementAndGet();
        inHand.remove(id);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyJobRunsOnceAndNoSlotSleepsWhileJobsWait(long seed) throws InterruptedException {
        AtomicInteger made = new AtomicInteger();
        ThreadFactory pool = HandlerThreads.of(Threads.POOL);
        ThreadFactory poor = task -> {
            if (made.incrementAndGet() % 3 == 0) {
                throw new OutOfMemoryError("unable to create native thread (by the test)");
            }
            return pool.newThread(task);
        };
        Dispatcher dispatcher = new Dispatcher(
                SLOTS,
                1,
                poor,
                held -> {
                    run(held);
                    // as QueueRunner does when an ending was recorded
                    lessInHand();
                },
                new Worker());
        stressed = dispatcher;
        CAPS.forEach((queue, cap) -> dispatcher.addQueue(queue, cap, cap));
        Random random = new Random(seed);
        int offered = 0;
        List<String> queues = List.of("a", "a", "a", "b", "c");
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1500);
        while (System.nanoTime() < until) {
            List<Held> batch = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                String queue = queues.get(random.nextInt(queues.size()));
                boolean suspect = random.nextInt(200) == 0;
                batch.add(held(queue, queue + offered++, suspect));
            }
            offer(batch);
            switch (random.nextInt(12)) {
                case 0 -> givenBack.addAll(dispatcher.withdraw());
                case 1 ->
                    givenBack.addAll(dispatcher.withdrawOlder("a", System.nanoTime() - random.nextInt(1_000_000)));
                case 2 ->
                    givenBack.addAll(dispatcher.withdrawAlone("a", System.nanoTime(), held -> Duration.ofMillis(3)));
                default -> {}
            }
            handOver();
            if (random.nextInt(4) == 0) {
                LockSupport.parkNanos(random.nextInt(2_000_000));
            }
            int most = random.nextInt(100);
            long began = System.nanoTime();
            while (inHand.size() > most) { // with nobody's help but what the worker itself hands back
                handOver();
                LockSupport.parkNanos(100_000);
                if (System.nanoTime() - began > TOO_LONG) {
                    throw new AssertionError("seed " + seed + ": slots sleep; running " + dispatcher.running()
                            + ", quiet " + dispatcher.quiet() + ", in hand " + inHand);
                }
            }
            assertThat(wrong).as("seed %d", seed).isEmpty();
        }
        long began = System.nanoTime();
        while (ended.get() < offered && System.nanoTime() - began < TOO_LONG) {
            handOver();
            LockSupport.parkNanos(100_000);
        }
        assertThat(ended.get()).as("seed %d, in hand %s", seed, inHand).isEqualTo(offered);
        assertThat(wrong).as("seed %d", seed).isEmpty();
        assertThat(runs).as("seed %d", seed).hasSize(offered);
        dispatcher.close();
        assertThat(dispatcher.awaitIdle(TOO_LONG)).isTrue();
    }

    private volatile Dispatcher stressed = rig.dispatcher;

    private void lessInHand() {
        stressed.lessInHand();
    }

    private void offer(List<Held> batch) {
        batch.forEach(held -> inHand.add(held.claim().id()));
        List<Held> refused = stressed.offer(batch);
        refused.removeIf(held -> !held.withdraw());
        givenBack.addAll(refused);
    }

    /** What was given back leaves the hand, and comes again: what waits for quiet is offered when it is over. */
    private void handOver() {
        List<Held> again = new ArrayList<>();
        for (Held held = givenBack.poll(); held != null; held = givenBack.poll()) {
            inHand.remove(held.claim().id());
            again.add(held);
        }
        stressed.lessInHand();
        later.addAll(again);
        if (!later.isEmpty() && !stressed.quiet()) {
            List<Held> batch = new ArrayList<>();
            for (Held held : later) {
                batch.add(held(held.queue(), held.claim().id(), held.claim().crashes() > 0));
            }
            later.clear();
            offer(batch);
        }
    }

    private final List<Held> later = new ArrayList<>();

    private Held held(String queue, String id, boolean suspect) {
        int crashes = suspect ? 1 : 0;
        return new Held(
                new Claim(new Lane(queue, "w", 0), id, id + " 1 17", Rig.NOTHING, 0, crashes, suspect, 0), rig.lane());
    }
}
