package dev.baton.worker.faults;

import dev.baton.JobContext;
import dev.baton.JobHandler;
import dev.baton.worker.faults.Work.Receipt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Does {@link Work}, and tells of its start ({@code start}), its effect ({@code effect}) and its interrupt ({@code told}). */
final class TellingHandler implements JobHandler<Work, Receipt> {
    /** What a killer has patience for. */
    private static final long COMPANY_MILLIS = 500;

    private final String by;
    private final EventLog log;
    private final Halt halt;
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();

    TellingHandler(String by, EventLog log, Halt halt) {
        this.by = by;
        this.log = log;
        this.halt = halt;
    }

    /** The word that {@link Work.Deed#WAIT} waits for. */
    void go() {
        go.countDown();
    }

    @Override
    public Receipt handle(Work work, JobContext job) throws InterruptedException {
        running.incrementAndGet();
        try {
            log.say("start", job);
            halt.here(Point.HANDLING);
            act(work, job);
            log.say("effect", job);
            halt.here(Point.EFFECTED);
            return new Receipt(by, job.attempt());
        } catch (InterruptedException e) {
            log.say("told id=" + job.jobId() + " stop=" + job.stop());
            throw e;
        } finally {
            running.decrementAndGet();
        }
    }

    private void act(Work work, JobContext job) throws InterruptedException {
        switch (work.deed()) {
            case DO -> takeTime(work.millis());
            case FAIL_ONCE -> {
                takeTime(work.millis());
                if (job.attempt() == 1) {
                    throw new IllegalStateException("as ordered");
                }
            }
            case WAIT -> go.await();
            case KILL -> {
                long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(COMPANY_MILLIS);
                while (running.get() <= work.millis() && System.nanoTime() - until < 0) {
                    takeTime(1);
                }
                Runtime.getRuntime().halt(9);
            }
        }
    }

    /** As work does; an interrupt ends it. */
    private static void takeTime(long millis) throws InterruptedException {
        if (millis > 0 && new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody counts this latch down");
        }
    }
}
