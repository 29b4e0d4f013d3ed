package dev.baton.bench.process;

import dev.baton.JobQueue;
import dev.baton.bench.lab.Order;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A producer: when it is told to {@code go}, threads enqueue so many orders one by one, each waiting for its own answer
 * before the next; then it says {@code done}.
 */
public final class Producer {
    private static final String GO = "go ";
    private static final String DONE = "done";

    private Producer() {}

    /** Returns when it is ready. It will enqueue by so many threads. */
    public static ChildJvm start(String redis, String queue, int threads) throws InterruptedException {
        return ChildJvm.start(Producer.class, redis, List.of(queue, Integer.toString(threads)));
    }

    /** Lets it enqueue so many jobs. */
    public static void go(ChildJvm producer, int jobs) {
        producer.tell(GO + jobs);
    }

    /** Waits until every job is in Redis. */
    public static void awaitDone(ChildJvm producer, Duration limit) throws InterruptedException {
        producer.await(DONE, limit);
    }

    /** Arguments: queue, threads. */
    public static void main(String[] arguments) {
        int threads = Integer.parseInt(arguments[1]);
        ParentJvm.obey("producer", (baton, parent) -> {
            JobQueue into = baton.queue(arguments[0]);
            into.stats(); // connected
            parent.ready();
            for (String order = parent.order(); order.startsWith(GO); order = parent.order()) {
                enqueue(into, Integer.parseInt(order.substring(GO.length())), threads);
                parent.say(DONE);
            }
        });
    }

    private static void enqueue(JobQueue into, int jobs, int threads) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Callable<Void>> work = IntStream.range(0, threads)
                .<Callable<Void>>mapToObj(thread -> () -> {
                    for (int number = thread; number < jobs; number += threads) {
                        into.enqueue(Order.TYPE, Order.numbered(number));
                    }
                    return null;
                })
                .toList();
        for (Future<Void> done : executor.invokeAll(work)) {
            done.get();
        }
        executor.shutdown();
    }
}
