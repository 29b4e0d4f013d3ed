package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.WorkerBuilder.Threads;
import dev.baton.store.Claim;
import dev.baton.store.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Rig rig = new Rig(1);
    private final List<String> started = new CopyOnWriteArrayList<>();
    private final Map<String, Semaphore> ends = new ConcurrentHashMap<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Dispatcher dispatcher = newDispatcher(2, HandlerThreads.of(Threads.POOL));

    private Dispatcher newDispatcher(int slots, ThreadFactory threads) {
        Dispatcher made = new Dispatcher(slots, 2, threads, this::run, new Dispatcher.Listener() {
            @Override
            public void quietBegins(List<Held> withdrawn) {
                heard.add("quiet " + ids(withdrawn));
            }

            @Override
            public boolean holdsNothingElse() {
                return true;
            }

            @Override
            public void quietEnds() {
                heard.add("noise");
            }

            @Override
            public void slotIsFree() {
                heard.add("slot");
            }
        });
        made.addQueue("a", 2, 1);
        made.addQueue("b", 1, 3);
        return made;
    }

    private void run(Held held) {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        held.begin(Thread.currentThread());
        started.add(held.claim().id());
        ends.computeIfAbsent(held.claim().id(), id -> new Semaphore(0)).acquireUninterruptibly();
        held.end();
        running.decrementAndGet();
    }

    @AfterEach
    void close() {
        dispatcher.close();
        started.forEach(this::end);
        rig.close();
    }

    @Test
    void runsAtMostAsManyAsThereAreSlotsAndAQueueAllows() {
        dispatcher.offer(List.of(held("b", "b1"), held("b", "b2"), held("a", "a1"), held("a", "a2")));
        await().atMost(LONG).until(() -> started.size() == 2);
        assertThat(started).containsExactlyInAnyOrder("b1", "a1");
        assertThat(dispatcher.waiting("b")).isEqualTo(1);

        end("a1");
        await().atMost(LONG).until(() -> started.size() == 3);
        assertThat(started.get(2)).isEqualTo("a2"); // b is at its most
        end("b1");
        await().atMost(LONG).until(() -> started.size() == 4);
        assertThat(most).hasValue(2);
    }

    @Test
    void leavesNoSlotUnusedWhileJobsWaitWhateverTheOrderOfEvents() throws InterruptedException {
        Dispatcher quick = new Dispatcher(4, 0, HandlerThreads.of(Threads.POOL), held -> {}, new Dispatcher.Listener() {
            @Override
            public void quietBegins(List<Held> withdrawn) {}

            @Override
            public boolean holdsNothingElse() {
                return true;
            }

            @Override
            public void quietEnds() {}

            @Override
            public void slotIsFree() {}
        });
        quick.addQueue("a", 4, 1);
        List<Thread> offering = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            int name = t;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 3000; i++) {
                    quick.offer(List.of(held("a", name + "-" + i)));
                }
            });
            thread.start();
            offering.add(thread);
        }
        for (Thread thread : offering) {
            thread.join();
        }
        await().atMost(LONG).until(() -> quick.waiting("a") == 0 && quick.running() == 0);
        quick.close();
        assertThat(quick.awaitIdle(0)).isTrue();
    }

    @Test
    void startsByWeightWhileBothQueuesHaveJobs() {
        Dispatcher one = newDispatcher(1, HandlerThreads.of(Threads.POOL));
        one.offer(List.of(held("a", "first")));
        await().atMost(LONG).until(() -> started.size() == 1);
        for (int i = 0; i < 40; i++) {
            one.offer(List.of(held("a", "a" + i), held("b", "b" + i)));
            ends.put("a" + i, new Semaphore(1));
            ends.put("b" + i, new Semaphore(1));
        }
        end("first");
        await().atMost(LONG).until(() -> started.size() == 81);
        List<String> kinds =
                started.stream().skip(1).limit(40).map(id -> id.substring(0, 1)).toList();
        assertThat(Collections.frequency(kinds, "b")).isBetween(29, 31);
        one.close();
    }

    @Test
    void givesBackWhatWaitsAndStartsItNoMore() {
        dispatcher.offer(List.of(held("b", "b1"), held("b", "b2"), held("b", "b3")));
        await().atMost(LONG).until(() -> started.size() == 1);

        assertThat(ids(dispatcher.withdrawOlder("b", System.nanoTime() - LONG.toNanos())))
                .isEmpty();
        assertThat(ids(dispatcher.withdrawOlder("b", System.nanoTime()))).containsExactly("b2", "b3");
        assertThat(dispatcher.waiting("b")).isZero();
        end("b1");
        await().atMost(LONG).until(() -> dispatcher.running() == 0);
        assertThat(started).containsExactly("b1");
    }

    @Test
    void startsNothingAfterItsCloseAndWaitsForWhatRuns() throws InterruptedException {
        dispatcher.offer(List.of(held("b", "b1"), held("b", "b2")));
        await().atMost(LONG).until(() -> started.size() == 1);
        assertThat(ids(dispatcher.close())).containsExactly("b2");
        assertThat(ids(dispatcher.offer(List.of(held("b", "b3"))))).containsExactly("b3");
        assertThat(dispatcher.awaitIdle(TimeUnit.MILLISECONDS.toNanos(10))).isFalse();
        end("b1");
        assertThat(dispatcher.awaitIdle(LONG.toNanos())).isTrue();
        assertThat(started).containsExactly("b1");
    }

    @Test
    void runsASuspectAloneAndRefusesOthersMeanwhile() {
        dispatcher.offer(List.of(held("a", "a1"), held("b", "b1"), held("a", "a2")));
        await().atMost(LONG).until(() -> started.size() == 2);
        dispatcher.offer(List.of(suspect("a", "suspect")));
        assertThat(heard).containsExactly("quiet [a2]");
        assertThat(dispatcher.quiet()).isTrue();
        assertThat(ids(dispatcher.offer(List.of(held("a", "a3"))))).containsExactly("a3");

        end("a1");
        assertThat(started).doesNotContain("suspect");
        end("b1");
        await().atMost(LONG).until(() -> started.contains("suspect"));
        assertThat(running).hasValue(1);
        end("suspect");
        await().atMost(LONG).until(() -> heard.contains("noise"));
        assertThat(dispatcher.quiet()).isFalse();
    }

    @Test
    void putsASuspectOffThatWaitsTooLongForQuiet() {
        dispatcher.offer(List.of(held("a", "endless")));
        await().atMost(LONG).until(() -> started.size() == 1);
        dispatcher.offer(List.of(suspect("b", "suspect")));

        assertThat(ids(dispatcher.withdrawAlone("a", System.nanoTime(), held -> Duration.ZERO)))
                .as("it is of another queue")
                .isEmpty();
        assertThat(ids(dispatcher.withdrawAlone("b", System.nanoTime(), held -> Duration.ofHours(1))))
                .as("it may wait for longer")
                .isEmpty();
        assertThat(ids(dispatcher.withdrawAlone("b", System.nanoTime(), held -> Duration.ZERO)))
                .containsExactly("suspect");

        assertThat(dispatcher.quiet()).isFalse();
        assertThat(heard).endsWith("noise");
        dispatcher.offer(List.of(held("a", "a1")));
        await().atMost(LONG).until(() -> started.contains("a1"));
    }

    @Test
    void tellsWhenASlotIsFreeThatNobodyWaitsFor() {
        dispatcher.offer(List.of(held("a", "a1")));
        await().atMost(LONG).until(() -> started.size() == 1);
        assertThat(heard).isEmpty();
        end("a1");
        await().atMost(LONG).until(() -> heard.contains("slot"));
    }

    @Test
    void goesOnWhenTheSystemHadNoThreadForIt() {
        AtomicInteger made = new AtomicInteger();
        ThreadFactory poor = task -> {
            if (made.incrementAndGet() <= 3) {
                throw new OutOfMemoryError("unable to create native thread (by the test)");
            }
            return new Thread(task);
        };
        Dispatcher starved = newDispatcher(2, poor);
        for (int i = 0; i < 3; i++) {
            assertThat(starved.offer(List.of(held("a", "a" + i)))).isEmpty();
        }
        starved.offer(List.of(held("b", "b0")));
        await().atMost(LONG).until(() -> started.size() == 2);
        assertThat(made).hasValue(5);
        starved.close();
    }

    @Test
    void aLateInterruptDoesNotEndAThread() throws InterruptedException {
        CountDownLatch once = new CountDownLatch(1);
        List<Thread> threads = new CopyOnWriteArrayList<>();
        Dispatcher one = newDispatcher(1, task -> {
            Thread thread = new Thread(task);
            threads.add(thread);
            return thread;
        });
        ends.put("a1", new Semaphore(1));
        ends.put("a2", new Semaphore(1));
        one.offer(List.of(held("a", "a1")));
        await().atMost(LONG).until(() -> one.running() == 0 && started.size() == 1);
        threads.get(0).interrupt();
        one.offer(List.of(held("a", "a2")));
        await().atMost(LONG).until(() -> started.size() == 2);
        assertThat(threads).hasSize(1);
        one.close();
        once.countDown();
        threads.get(0).join(LONG.toMillis());
        assertThat(threads.get(0).isAlive()).isFalse();
    }

    private void end(String id) {
        ends.computeIfAbsent(id, one -> new Semaphore(0)).release();
    }

    private Held held(String queue, String id) {
        return new Held(claim(queue, id, 0), rig.lane());
    }

    private Held suspect(String queue, String id) {
        return new Held(claim(queue, id, 2), rig.lane());
    }

    private static Claim claim(String queue, String id, int crashes) {
        return new Claim(new Lane(queue, "w", 0), id, id + " 1 17", Rig.NOTHING, 0, crashes, crashes > 0, 0);
    }

    private static List<String> ids(List<Held> held) {
        return held.stream().map(one -> one.claim().id()).toList();
    }
}
