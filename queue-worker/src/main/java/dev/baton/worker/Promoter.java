package dev.baton.worker;

import dev.baton.store.SweepStore;
import dev.baton.store.SweepStore.PromoteAnswer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Makes due jobs pending. It sleeps until the next one is due, as the heartbeat's answer, a wake hint, or this worker's own
 * retries told; nothing is polled. The next due time is by the clock of Redis, and so is what promote finds due: an alarm
 * that rings too early finds nothing and is set again. Thread-safe.
 */
final class Promoter implements AutoCloseable {
    /** Jobs a call: so Redis is held for a few milliseconds. */
    private static final int BATCH = 500;

    private final String queue;
    private final SweepStore store;
    private final Time time;
    private final Tally tally;
    private @Nullable Future<?> alarm;
    private long alarmNanos;
    private boolean passing;
    private boolean rang;
    private boolean closed;
    private long serverMillis;
    private long serverReadNanos;
    private boolean serverKnown;

    Promoter(String queue, SweepStore store, Time time, Tally tally) {
        this.queue = queue;
        this.store = store;
        this.time = time;
        this.tally = tally;
    }

    /** One bounded pass: promotes up to 1000 due jobs, and sets the alarm for the next. */
    CompletionStage<PromoteAnswer> pass() {
        return store.promote(queue, BATCH).whenComplete((answer, error) -> {
            boolean again;
            synchronized (this) {
                passing = false;
                again = rang;
                rang = false;
            }
            if (again) {
                expectIn(Duration.ZERO); // for a job that came to be due behind this pass
            }
            if (answer == null) {
                expectIn(Duration.ofSeconds(1)); // an outage: the heartbeat will tell too
                return;
            }
            tally.promoted.add(answer.promoted());
            serverTime(answer.serverMillis());
            answer.nextDueMillis().ifPresent(this::expectAt);
        });
    }

    /** The time of Redis, as an answer just told it. */
    synchronized void serverTime(long millis) {
        serverMillis = millis;
        serverReadNanos = time.nanos();
        serverKnown = true;
    }

    /** A job is due at a time of Redis. */
    void expectAt(long dueMillis) {
        long delay;
        synchronized (this) {
            long now = serverMillis + (time.nanos() - serverReadNanos) / 1_000_000;
            delay = serverKnown ? dueMillis - now : 0;
        }
        // One more millisecond: promote compares whole milliseconds, and an early alarm costs a pass for nothing.
        expectIn(Duration.ofMillis(Math.max(0, delay) + 1));
    }

    /** A job is due after a while. */
    synchronized void expectIn(Duration delay) {
        long at = time.nanos() + delay.toNanos();
        if (closed || alarm != null && !alarm.isDone() && alarmNanos - at <= 0) {
            return;
        }
        if (alarm != null) {
            alarm.cancel(false);
        }
        alarmNanos = at;
        alarm = time.after(delay, this::ring);
    }

    private void ring() {
        synchronized (this) {
            alarm = null;
            if (passing || closed) {
                rang = passing;
                return;
            }
            passing = true;
        }
        pass();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (alarm != null) {
            alarm.cancel(false);
        }
    }
}
