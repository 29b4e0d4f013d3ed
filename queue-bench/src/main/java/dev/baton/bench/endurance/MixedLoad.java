package dev.baton.bench.endurance;

import dev.baton.Baton;
import dev.baton.JobHandle;
import dev.baton.JobQueue;
import dev.baton.bench.lab.Letter;
import dev.baton.bench.lab.Load;
import dev.baton.bench.lab.Order;
import dev.baton.bench.lab.Rate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Jobs of several kinds at a fixed rate, until it is closed: of twenty, one is delayed by a second, one carries 10 KB, one
 * fails at first where {@link dev.baton.bench.process.WorkerProcess} runs it, and the rest are plain. None has an id of the
 * caller's, for such ids are remembered for a day, and Redis would rightly grow for as long.
 */
final class MixedLoad implements AutoCloseable {
    private static final Load<Letter> LETTERS = Load.letters(10_000);
    private static final int KINDS = 20;
    /** A producer that outruns Redis waits. */
    private static final int UNDER_WAY = 10_000;

    private final JobQueue into;
    private final Rate rate;
    private final Semaphore room = new Semaphore(UNDER_WAY);
    private final Thread thread = new Thread(this::run, "bench-mixed-load");
    private volatile boolean closed;
    private volatile long enqueued;
    private volatile @Nullable Throwable problem;

    private MixedLoad(JobQueue into, int perSecond) {
        this.into = into;
        this.rate = new Rate(perSecond);
    }

    static MixedLoad start(Baton baton, String queue, int perSecond) {
        MixedLoad load = new MixedLoad(baton.queue(queue), perSecond);
        load.into.stats(); // connected
        load.thread.start();
        return load;
    }

    private void run() {
        rate.begin();
        for (long number = 0; !closed; number++) {
            rate.awaitTurn(number);
            room.acquireUninterruptibly();
            enqueue(number).whenComplete((handle, failure) -> {
                if (failure != null) {
                    problem = failure;
                }
                room.release();
            });
            enqueued = number + 1;
        }
    }

    private CompletableFuture<JobHandle<Void>> enqueue(long number) {
        return switch ((int) (number % KINDS)) {
            case 1 ->
                into.enqueueAsync(Order.TYPE, Order.numbered(number), options -> options.delay(Duration.ofSeconds(1)));
            case 2 -> into.enqueueAsync(LETTERS.type(), LETTERS.payload().apply(number));
            default -> into.enqueueAsync(Order.TYPE, Order.numbered(number));
        };
    }

    /** Jobs so far; throws if one could not be enqueued. */
    long enqueued() {
        Throwable failure = problem;
        if (failure != null) {
            throw new IllegalStateException("A job of the mixed load could not be enqueued", failure);
        }
        return enqueued;
    }

    /** Returns when every job is in Redis, or has failed to get there. */
    @Override
    public void close() {
        closed = true;
        room.acquireUninterruptibly(UNDER_WAY);
    }
}
