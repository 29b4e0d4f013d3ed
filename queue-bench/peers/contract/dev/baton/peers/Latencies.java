package dev.baton.peers;

import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How late each job started, and ended where a peer tells, counted from when it was meant to be enqueued: a stall is not
 * hidden by the jobs that it kept from being enqueued. Thread-safe.
 */
public final class Latencies {
    private final Rate rate;
    private final Marks started;
    private final Marks ended;

    public Latencies(int jobs, int perSecond) {
        rate = new Rate(perSecond);
        started = new Marks(jobs);
        ended = new Marks(jobs);
    }

    public Rate rate() {
        return rate;
    }

    public void started(long number) {
        started.note(number, rate.lateness(number));
    }

    public void ended(long number) {
        ended.note(number, rate.lateness(number));
    }

    public void awaitStarts() throws InterruptedException {
        started.await();
    }

    public void awaitEnds() throws InterruptedException {
        ended.await();
    }

    /** {@code start.p50=812.0 start.p99=…}, in microseconds; {@code done} only if the ends are known. */
    @Override
    public String toString() {
        StringJoiner words = new StringJoiner(" ");
        started.describe("start", words);
        ended.describe("done", words);
        return words.toString();
    }

    private static final class Marks {
        private final AtomicLongArray nanos;
        private final CountDownLatch left;

        Marks(int jobs) {
            nanos = new AtomicLongArray(jobs);
            left = new CountDownLatch(jobs);
        }

        /** The first time counts: a job that runs again was late only once. */
        void note(long number, long lateness) {
            if (nanos.compareAndSet((int) number, 0, Math.max(1, lateness))) {
                left.countDown();
            }
        }

        void await() throws InterruptedException {
            if (!left.await(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException(left.getCount() + " jobs are missing after 2 minutes");
            }
        }

        void describe(String name, StringJoiner words) {
            if (left.getCount() == 0) {
                long[] sorted = new long[nanos.length()];
                Arrays.setAll(sorted, nanos::get);
                Arrays.sort(sorted);
                for (int percent : new int[] {50, 99}) {
                    double micros = sorted[(sorted.length - 1) * percent / 100] / 1e3;
                    words.add(String.format(Locale.ROOT, "%s.p%d=%.1f", name, percent, micros));
                }
            }
        }
    }
}
