package dev.baton.server.load;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Counts every job by its number, so that none can be lost, or done twice, unseen. Thread-safe. */
final class Ledger {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final BitSet enqueued = new BitSet();
    private final BitSet completed = new BitSet();
    private final AtomicLong twice = new AtomicLong();
    private final AtomicLong strange = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicReference<@Nullable String> firstError = new AtomicReference<>();
    private final AtomicLong done = new AtomicLong();

    void enqueued(int number) {
        synchronized (enqueued) {
            enqueued.set(number);
        }
    }

    /** @param words of the job, which are its number */
    void completed(String words) {
        if (!NUMBER.matcher(words).matches()) {
            strange.incrementAndGet();
            return;
        }
        int number = Integer.parseInt(words);
        done.incrementAndGet();
        synchronized (completed) {
            if (completed.get(number)) {
                twice.incrementAndGet();
            }
            completed.set(number);
        }
    }

    void error(String why) {
        errors.incrementAndGet();
        firstError.compareAndSet(null, why);
    }

    long done() {
        return done.get();
    }

    long errors() {
        return errors.get();
    }

    @Nullable
    String firstError() {
        return firstError.get();
    }

    /** Jobs that were enqueued and never completed. */
    int lost() {
        BitSet missing = copy(enqueued);
        missing.andNot(copy(completed));
        return missing.cardinality();
    }

    boolean isFine() {
        return errors.get() == 0 && twice.get() == 0 && strange.get() == 0 && lost() == 0;
    }

    @Override
    public String toString() {
        return copy(enqueued).cardinality() + " enqueued, " + done.get() + " completed, " + lost() + " lost, "
                + twice.get() + " twice, " + strange.get() + " strange, " + errors.get() + " errors";
    }

    private static BitSet copy(BitSet set) {
        synchronized (set) {
            return (BitSet) set.clone();
        }
    }
}
