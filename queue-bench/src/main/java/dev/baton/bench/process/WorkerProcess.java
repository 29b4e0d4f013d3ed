package dev.baton.bench.process;

import dev.baton.Worker;
import dev.baton.bench.lab.Letter;
import dev.baton.bench.lab.Order;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * A worker: runs orders and letters until it is told to {@code stop}; then says how many handlers it has started. Of the
 * orders whose number is divisible by twenty, the first attempt fails. Told {@code heap}, it collects its garbage and says
 * what is left.
 */
public final class WorkerProcess {
    private static final String STOP = "stop";
    private static final String HEAP = "heap";
    private static final String STARTED = "started";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private WorkerProcess() {}

    /** Returns when it works. {@code flaws} says whether attempts fail. */
    public static ChildJvm start(String redis, String queue, int handlers, boolean flaws) throws InterruptedException {
        return ChildJvm.start(
                WorkerProcess.class, redis, List.of(queue, Integer.toString(handlers), Boolean.toString(flaws)));
    }

    /** Stops it in good order, and tells how many handlers it has started. */
    public static long stop(ChildJvm worker) throws InterruptedException {
        worker.tell(STOP);
        return Long.parseLong(worker.await(STARTED, LIMIT).get(0));
    }

    /** Bytes of its heap after a full collection. */
    public static double heapBytes(ChildJvm worker) throws InterruptedException {
        worker.tell(HEAP);
        return Double.parseDouble(worker.await(HEAP, LIMIT).get(0));
    }

    /** Arguments: queue, handlers, whether attempts fail. */
    public static void main(String[] arguments) {
        int handlers = Integer.parseInt(arguments[1]);
        boolean flaws = Boolean.parseBoolean(arguments[2]);
        LongAdder started = new LongAdder();
        ParentJvm.obey("worker", (baton, parent) -> {
            Worker worker = baton.worker()
                    .queue(arguments[0], options -> options.concurrency(handlers))
                    .handle(Order.TYPE, (order, context) -> {
                        started.increment();
                        if (flaws && order.number() % 20 == 0 && context.attempt() == 1) {
                            throw new IllegalStateException("Order " + order.number() + " fails at first");
                        }
                        return null;
                    })
                    .handle(Letter.TYPE, (letter, context) -> {
                        started.increment();
                        return null;
                    })
                    .start();
            parent.ready();
            for (String order = parent.order(); !order.equals(STOP); order = parent.order()) {
                parent.say(HEAP + " " + Heap.afterCollection());
            }
            worker.close();
            parent.say(STARTED + " " + started.sum());
        });
    }
}
