package dev.baton.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.NullMarked;

/**
 * A time that somebody else moves. Tasks do not run when their time has come, but when they are told to: too early, late
 * or never, which is what a busy machine does to a timer.
 */
@NullMarked
final class SteppedTime implements Time {
    private static final class Alarm extends CompletableFuture<Void> {
        final Runnable task;

        Alarm(Runnable task) {
            this.task = task;
        }
    }

    private final LongSupplier nanos;
    private final List<Alarm> alarms = new ArrayList<>();

    SteppedTime(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public long nanos() {
        return nanos.getAsLong();
    }

    @Override
    public Future<?> after(Duration delay, Runnable task) {
        Alarm alarm = new Alarm(task);
        alarms.add(alarm);
        return alarm;
    }

    int waiting() {
        alarms.removeIf(CompletableFuture::isDone); // cancelled
        return alarms.size();
    }

    void ring(int which) {
        Alarm alarm = alarms.remove(which);
        alarm.complete(null);
        alarm.task.run();
    }
}
