package dev.baton.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns all timing of a worker: one thread that starts bounded passes and never blocks. A duty's next pass is timed from
 * the end of its last, so passes of one duty never overlap; every period is varied by a tenth, so that a fleet that
 * started together does not beat together. Within one worker passes are due at common instants, a {@value #INSTANTS}th of
 * their period apart: a thousand quiet queues then wake this thread, the connection and Redis some tens of times a second
 * instead of thousands. Thread-safe.
 */
final class Ticker implements Time, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Ticker.class);

    /** One bounded pass of a background duty, carried out by the store; the stage completes when it is through. */
    @FunctionalInterface
    interface Duty extends Supplier<CompletionStage<?>> {}

    private static final int INSTANTS = 16;

    private final ScheduledThreadPoolExecutor executor;
    private final long origin = System.nanoTime();

    Ticker(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs a duty again and again until the ticker is closed, whatever becomes of a pass. {@code name} is for the log. */
    void every(String name, Duration period, Duty duty) {
        new Rounds(name, period, duty).next();
    }

    /**
     * As {@link #every}, for duties that as a rule find nothing to do: they share one timer, and a pass of all is over when
     * each one's is. A worker of a thousand queues would else be kept busy by its timers.
     */
    void everyTogether(String name, Duration period, List<Duty> duties) {
        List<Duty> all = List.copyOf(duties);
        every(
                name,
                period,
                () -> CompletableFuture.allOf(all.stream().map(Ticker::begun).toArray(CompletableFuture<?>[]::new)));
    }

    private static CompletableFuture<?> begun(Duty duty) {
        try {
            return duty.get().toCompletableFuture();
        } catch (Throwable e) { // an Error too: a worker without a heartbeat would be dead
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    /** Runs a task once. A task given to a closed ticker is dropped. */
    @Override
    public Future<?> after(Duration delay, Runnable task) {
        if (executor.isShutdown()) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            return executor.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (java.util.concurrent.RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null); // closed meanwhile
        }
    }

    /** A random length between nothing and {@code bound} ("full jitter"): for attempts after an outage. */
    static Duration fullJitter(Duration bound) {
        return Duration.ofNanos(1 + ThreadLocalRandom.current().nextLong(Math.max(1, bound.toNanos())));
    }

    /** The passes of one duty. A failure is told once, until a pass is well again. */
    private final class Rounds {
        private final String name;
        private final Duration period;
        private final Duty duty;
        private volatile boolean failing;

        Rounds(String name, Duration period, Duty duty) {
            this.name = name;
            this.period = period;
            this.duty = duty;
        }

        void next() {
            after(untilCommonInstant(System.nanoTime() - origin, jittered(period), period), this::pass);
        }

        private void pass() {
            begun(duty).whenComplete((done, error) -> {
                if (error != null && !failing && !executor.isShutdown()) {
                    log.warn("The {} failed, and is tried again each {}: {}", name, period, error.toString());
                }
                failing = error != null;
                next();
            });
        }
    }

    private static Duration jittered(Duration period) {
        double factor = 0.9 + 0.2 * ThreadLocalRandom.current().nextDouble();
        return Duration.ofNanos((long) (period.toNanos() * factor));
    }

    /** The delay, lengthened to the next instant that all duties of this period share. */
    static Duration untilCommonInstant(long nowNanos, Duration delay, Duration period) {
        long apart = Math.max(1, period.toNanos() / INSTANTS);
        long past = (nowNanos + delay.toNanos()) % apart;
        return past == 0 ? delay : delay.plusNanos(apart - past);
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            log.error("A timed task failed", e); // the executor would swallow it
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
