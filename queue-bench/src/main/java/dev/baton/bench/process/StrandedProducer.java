package dev.baton.bench.process;

import dev.baton.BackpressureException;
import dev.baton.JobQueue;
import dev.baton.UncertainEnqueueException;
import dev.baton.bench.lab.Order;
import dev.baton.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/**
 * A producer whose Redis dies: when it is told to {@code go}, its threads try to enqueue for so many seconds, and it says
 * how that went.
 */
public final class StrandedProducer {
    private static final String GO = "go";
    private static final String WENT = "went";

    private StrandedProducer() {}

    /**
     * How the attempts went.
     *
     * @param failed attempts that failed in a way that the API names
     * @param landed attempts that did not fail
     * @param medianMillis how long half of the attempts took at most
     * @param slowestMillis the longest attempt
     * @param heapBytes the heap after a full collection, the threads still at it
     */
    public record Attempts(long failed, long landed, double medianMillis, double slowestMillis, double heapBytes) {}

    /** Returns when it is ready: kill its Redis then. */
    public static ChildJvm start(String redis, int threads, Duration length) throws InterruptedException {
        return ChildJvm.start(
                StrandedProducer.class, redis, List.of(Integer.toString(threads), Long.toString(length.toMillis())));
    }

    /** Lets it try. */
    public static Attempts attempt(ChildJvm producer, Duration limit) throws InterruptedException {
        producer.tell(GO);
        List<String> words = producer.await(WENT, limit);
        return new Attempts(
                Long.parseLong(words.get(0)),
                Long.parseLong(words.get(1)),
                Double.parseDouble(words.get(2)),
                Double.parseDouble(words.get(3)),
                Double.parseDouble(words.get(4)));
    }

    /** Arguments: threads, milliseconds. */
    public static void main(String[] arguments) {
        int threads = Integer.parseInt(arguments[0]);
        long lengthNanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[1]));
        ParentJvm.obey("producer", (baton, parent) -> {
            JobQueue into = baton.queue("bench-stranded");
            into.stats(); // connected
            parent.ready();
            while (parent.order().equals(GO)) {
                parent.say(WENT + " " + attempt(into, threads, lengthNanos));
            }
        });
    }

    private static String attempt(JobQueue into, int threads, long lengthNanos) throws InterruptedException {
        LongAdder failed = new LongAdder();
        LongAdder landed = new LongAdder();
        ConcurrentHistogram micros = new ConcurrentHistogram(TimeUnit.HOURS.toMicros(1), 3);
        AtomicReference<@Nullable Throwable> unnamed = new AtomicReference<>();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        long end = System.nanoTime() + lengthNanos;
        for (int thread = 0; thread < threads; thread++) {
            executor.execute(() -> {
                for (long began = System.nanoTime(); began - end < 0; began = System.nanoTime()) {
                    try {
                        into.enqueue(Order.TYPE, Order.numbered(landed.sum()));
                        landed.increment();
                    } catch (StoreException | UncertainEnqueueException | BackpressureException e) {
                        failed.increment();
                    } catch (RuntimeException | Error e) {
                        unnamed.set(e);
                    }
                    micros.recordValue((System.nanoTime() - began) / 1000);
                }
            });
        }
        TimeUnit.NANOSECONDS.sleep(lengthNanos);
        long heap = Heap.afterCollection();
        executor.shutdown();
        if (!executor.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("An attempt to enqueue has not failed for a minute");
        }
        Throwable other = unnamed.get();
        if (other != null) {
            throw new IllegalStateException("An attempt to enqueue failed as it must not", other);
        }
        return failed.sum() + " " + landed.sum() + " " + micros.getValueAtPercentile(50) / 1e3 + " "
                + micros.getMaxValue() / 1e3 + " " + heap;
    }
}
