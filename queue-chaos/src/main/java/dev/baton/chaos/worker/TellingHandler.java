package dev.baton.chaos.worker;

import dev.baton.JobContext;
import dev.baton.JobHandler;
import dev.baton.chaos.log.EventLog;
import dev.baton.chaos.worker.Work.Receipt;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does {@link Work}, and tells of its start ({@code start}), its effect ({@code effect}), its interrupt ({@code told}) and
 * its end, however it comes ({@code end}).
 */
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
        halt.here(Point.STARTING);
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
            log.say("end", job);
        }
    }

    private void act(Work work, JobContext job) throws InterruptedException {
        boolean first = job.attempt() == 1;
        switch (work.deed()) {
            case DO -> takeTime(work.millis());
            case FAIL_ONCE -> {
                takeTime(work.millis());
                if (first) {
                    throw new IllegalStateException("as ordered");
                }
            }
            case WAIT -> go.await();
            case IGNORE_INTERRUPTS -> awaitWhateverComes();
            case KILL -> {
                long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(COMPANY_MILLIS);
                while (running.get() <= work.millis() && System.nanoTime() - until < 0) {
                    takeTime(1);
                }
                Runtime.getRuntime().halt(9);
            }
            case EXIT_ONCE -> {
                if (first) {
                    System.exit(7);
                }
            }
            case ERROR_ONCE -> {
                if (first) {
                    throw new AssertionError("as ordered");
                }
            }
            case OVERFLOW_ONCE -> {
                if (first) {
                    overflow(0);
                }
            }
            case OUT_OF_MEMORY_ONCE -> {
                if (first) {
                    hoard();
                }
            }
            case GARBAGE -> litter(work.millis());
            case LEAVE_A_THREAD -> new Thread(this::idle, "left-behind").start();
        }
    }

    private void awaitWhateverComes() {
        boolean gone = false;
        while (!gone) {
            try {
                go.await();
                gone = true;
            } catch (InterruptedException e) {
                log.say("ignored by=" + by);
            }
        }
    }

    private static int overflow(int depth) {
        return depth < 0 ? depth : overflow(depth + 1) + 1;
    }

    private static void hoard() {
        var hoard = new ArrayList<byte[]>();
        while (true) {
            hoard.add(new byte[1 << 20]);
        }
    }

    private static void litter(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        var kept = new byte[64][];
        for (int i = 0; System.nanoTime() - until < 0; i++) {
            kept[i % kept.length] = new byte[1 << 18];
        }
    }

    private void idle() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As work does; an interrupt ends it. */
    private static void takeTime(long millis) throws InterruptedException {
        if (millis > 0 && new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody counts this latch down");
        }
    }
}
