package dev.baton.server.load;

import dev.baton.server.figures.Latencies;
import dev.baton.worker.program.DurationText;
import dev.baton.worker.program.ProgressBar;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One run of a crowd: its clients come, begin together when all are there, and leave when their jobs are done. */
final class LoadRun {
    private static final long LOOK_MILLIS = 200;

    private final LoadPlan plan;
    private final Ledger ledger = new Ledger();
    private final Latencies enqueues = new Latencies();
    private final Latencies claims = new Latencies();
    private final Latencies ends = new Latencies();
    private final AtomicInteger numbers = new AtomicInteger();
    private final ConcurrentLinkedQueue<Runnable> starters = new ConcurrentLinkedQueue<>();
    private final CountDownLatch present;
    private final CountDownLatch left;
    private volatile long beganNanos;

    LoadRun(LoadPlan plan) {
        this.plan = plan;
        present = new CountDownLatch(plan.clients());
        left = new CountDownLatch(plan.clients());
    }

    /** Until every client has left, or nothing has happened for as long as the plan's patience. */
    LoadReport run(Crowd crowd, ProgressBar bar) throws InterruptedException {
        crowd.gather();
        present.await();
        beganNanos = System.nanoTime();
        starters.forEach(Runnable::run);
        watch(bar);
        return LoadReport.of(this, Duration.ofNanos(System.nanoTime() - beganNanos));
    }

    private void watch(ProgressBar bar) throws InterruptedException {
        long seen = -1;
        long changedNanos = beganNanos;
        while (!left.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            long now = System.nanoTime();
            if (ledger.steps() != seen) {
                seen = ledger.steps();
                changedNanos = now;
            } else if (now - changedNanos > plan.patience().toNanos()) {
                ledger.error(
                        "nothing happened for " + DurationText.format(plan.patience()) + ", so the rest was given up");
                break;
            }
            show(bar, (now - beganNanos) / 1e9);
        }
        show(bar, (System.nanoTime() - beganNanos) / 1e9);
        bar.end();
    }

    private void show(ProgressBar bar, double seconds) {
        long done = ledger.done();
        double share = Math.min(
                1, Math.max((double) done / plan.jobs(), seconds / plan.length().toSeconds()));
        String rest = share >= 1 || done == 0
                ? ""
                : String.format(Locale.ROOT, "  %,.0f s left", Math.ceil(seconds * (1 - share) / share));
        bar.show(
                (int) (100 * share),
                String.format(
                        Locale.ROOT,
                        "%3d %%  %,d jobs  %,.0f a second%s",
                        (int) (100 * share),
                        done,
                        done / Math.max(seconds, 1e-3),
                        rest));
    }

    LoadPlan plan() {
        return plan;
    }

    Ledger ledger() {
        return ledger;
    }

    Latencies enqueues() {
        return enqueues;
    }

    Latencies claims() {
        return claims;
    }

    Latencies ends() {
        return ends;
    }

    /** A client is there, and begins when it is told. */
    void arrived(Runnable begin) {
        starters.add(begin);
        present.countDown();
    }

    /** A client could not come. */
    void stayedAway(String why) {
        ledger.error(why);
        present.countDown();
        left.countDown();
    }

    void left() {
        left.countDown();
    }

    /** The next job's number; negative if there shall be no more. */
    int nextNumber() {
        if (System.nanoTime() - beganNanos > plan.length().toNanos()) {
            return -1;
        }
        int number = numbers.getAndIncrement();
        boolean inTime = plan.perSecond() == 0
                || number * 1e9 / plan.perSecond() <= plan.length().toNanos();
        return number < plan.jobs() && inTime ? number : -1;
    }

    /** In how long a job shall begin. */
    long delayNanos(int number) {
        if (plan.perSecond() == 0) {
            return 0;
        }
        long at = (long) (number * 1e9 / plan.perSecond());
        return at - (System.nanoTime() - beganNanos);
    }
}
