package dev.baton.server.load;

import dev.baton.server.figures.Latencies;
import java.util.BitSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Counts every job by its number, so that none can be lost, or done twice, unseen. Thread-safe. */
final class Ledger {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final BitSet enqueued = new BitSet();
    private final BitSet completed = new BitSet();
    private final ConcurrentHashMap<Integer, Long> begunNanos = new ConcurrentHashMap<>();
    private final Latencies through = new Latencies();
    private final AtomicLong claimed = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong twice = new AtomicLong();
    private final AtomicLong strange = new AtomicLong();
    private final AtomicLong slowed = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicReference<@Nullable String> firstError = new AtomicReference<>();
    private final LongAdder steps = new LongAdder();

    /** What became of the jobs. */
    record Counts(
            long enqueued,
            long claimed,
            long completed,
            long lost,
            long twice,
            long strange,
            long slowed,
            long errors) {
        /** Every job was completed, once. */
        boolean isFine() {
            return errors == 0 && twice == 0 && strange == 0 && lost == 0;
        }

        @Override
        public String toString() {
            return enqueued + " enqueued, " + claimed + " claimed, " + completed + " completed, " + lost + " lost, "
                    + twice + " twice, " + strange + " strange, " + slowed + " slowed down, " + errors + " errors";
        }
    }

    /** A job's enqueue is about to be asked for. */
    void begun(int number) {
        begunNanos.putIfAbsent(number, System.nanoTime());
    }

    void enqueued(int number) {
        steps.increment();
        synchronized (enqueued) {
            enqueued.set(number);
        }
    }

    void claimed() {
        steps.increment();
        claimed.incrementAndGet();
    }

    /** @param payload of the job, which is its number */
    void completed(String payload) {
        steps.increment();
        if (!NUMBER.matcher(payload).matches()) {
            strange.incrementAndGet();
            return;
        }
        int number = Integer.parseInt(payload);
        done.incrementAndGet();
        Long began = begunNanos.remove(number);
        if (began != null) {
            through.add(System.nanoTime() - began);
        }
        synchronized (completed) {
            if (completed.get(number)) {
                twice.incrementAndGet();
            }
            completed.set(number);
        }
    }

    /** The door asked for patience, and a request is sent again. */
    void slowed() {
        steps.increment();
        slowed.incrementAndGet();
    }

    void error(String why) {
        errors.incrementAndGet();
        firstError.compareAndSet(null, why);
    }

    long done() {
        return done.get();
    }

    /** Changes whenever anything happens. */
    long steps() {
        return steps.sum();
    }

    /** From asking for the enqueue to the answer to the completion. */
    Latencies through() {
        return through;
    }

    @Nullable
    String firstError() {
        return firstError.get();
    }

    Counts counts() {
        BitSet put = copy(enqueued);
        BitSet missing = (BitSet) put.clone();
        missing.andNot(copy(completed));
        return new Counts(
                put.cardinality(),
                claimed.get(),
                done.get(),
                missing.cardinality(),
                twice.get(),
                strange.get(),
                slowed.get(),
                errors.get());
    }

    private static BitSet copy(BitSet set) {
        synchronized (set) {
            return (BitSet) set.clone();
        }
    }
}
