package dev.baton.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands waiting jobs to handler threads: at most {@code slots} at once, and when several queues have jobs waiting, each in
 * proportion to its weight (stride scheduling, Waldspurger and Weihl 1995: the queue that is behind in {@code starts /
 * weight} goes first). Threads are made as they are needed and kept. Thread-safe.
 *
 * <p>Threads wake one another in a chain: one that finds work wakes the next if there is more, and never are two on their
 * way at once. So a batch of jobs that are over in a moment is run by the few threads that are awake, and does not pay for
 * the awakening of a crowd; jobs that take their time have all slots busy after a few milliseconds all the same.
 *
 * <p>A job that is one crash away from its burial runs alone: nothing else is started until it has ended, and everything
 * that was claimed but not started goes back, others of its kind too, before it starts. For every job that this worker
 * still held when it is killed would count a crash, and a killer shall take nobody along.
 */
final class Dispatcher implements Starter {
    /** Runs a job on a handler thread; must not throw. */
    interface Runner {
        void run(Held held);
    }

    /** Is told what concerns all queues of the worker. */
    interface Listener {
        /** The worker must be quiet for a job that runs alone; {@code withdrawn} was not started. */
        void quietBegins(List<Held> withdrawn);

        /**
         * Whether the worker holds one job only: what else it held is recorded as given back or ended, and no claim is
         * under way. Must not block.
         */
        boolean holdsNothingElse();

        /** The worker may go on. */
        void quietEnds();

        /** A slot is free, and no queue has a job waiting for it. */
        void slotIsFree();
    }

    private static final class Line {
        final Deque<Held> waiting = new ArrayDeque<>();
        final int most;
        final double stride;
        int running;
        double pass;

        Line(int most, int weight) {
            this.most = most;
            this.stride = 1.0 / weight;
        }
    }

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final int slots;
    private final int aloneFrom;
    private final ThreadFactory threads;
    private final Runner runner;
    private final Listener listener;
    private int threadCount;
    private int parked;
    private int waiting;
    private int running;
    private double clock;
    private @Nullable Held alone;
    private volatile @Nullable Held aloneNext;
    /** Whether a thread was woken or started that has not come for its work yet. */
    private boolean waking;

    private boolean closed;

    /** @param aloneFrom crashes from which on a job runs alone */
    Dispatcher(int slots, int aloneFrom, ThreadFactory threads, Runner runner, Listener listener) {
        this.slots = slots;
        this.aloneFrom = aloneFrom;
        this.threads = threads;
        this.runner = runner;
        this.listener = listener;
    }

    void addQueue(String queue, int most, int weight) {
        lines.put(queue, new Line(most, weight));
    }

    @Override
    public List<Held> offer(Collection<Held> jobs) {
        List<Held> refused = new ArrayList<>();
        List<Held> withdrawn = List.of();
        boolean nowQuiet = false;
        lock.lock();
        try {
            for (Held held : jobs) {
                boolean mustBeAlone = held.claim().crashes() >= aloneFrom && aloneFrom > 0;
                if (closed || isQuiet()) {
                    refused.add(held);
                } else if (mustBeAlone) {
                    nowQuiet = true;
                    aloneNext = held;
                } else {
                    line(held).waiting.add(held);
                    waiting++;
                }
            }
            if (nowQuiet) {
                withdrawn = withdrawAll();
            }
            wakeOne();
        } finally {
            lock.unlock();
        }
        if (nowQuiet) {
            listener.quietBegins(withdrawn);
        }
        return refused;
    }

    /** Takes back what waits, oldest claim first; it will not be started. */
    List<Held> withdraw() {
        lock.lock();
        try {
            return withdrawAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes back what waits in a queue and was taken before {@code beforeNanos}. */
    List<Held> withdrawOlder(String queue, long beforeNanos) {
        lock.lock();
        try {
            Line line = lineOf(queue);
            List<Held> out = new ArrayList<>();
            line.waiting.removeIf(held -> {
                boolean old = held.takenNanos() - beforeNanos < 0 && held.withdraw();
                if (old) {
                    out.add(held);
                }
                return old;
            });
            waiting -= out.size();
            return out;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes back the job that waits to run alone, if it is of this queue and has waited for longer than {@code patience}
     * allows, because other jobs run on and on: a worker must not be quiet for ever.
     */
    List<Held> withdrawAlone(String queue, long nowNanos, Function<Held, Duration> patience) {
        Held held;
        lock.lock();
        try {
            held = aloneNext;
            if (held == null
                    || !held.queue().equals(queue)
                    || nowNanos - held.takenNanos() <= patience.apply(held).toNanos()
                    || !held.withdraw()) {
                return List.of();
            }
            aloneNext = null;
        } finally {
            lock.unlock();
        }
        listener.quietEnds();
        return List.of(held);
    }

    @Override
    public void lessInHand() {
        if (aloneNext == null) {
            return;
        }
        lock.lock();
        try {
            wakeOne();
        } finally {
            lock.unlock();
        }
    }

    /** Starts nothing more, and takes back what waits. */
    List<Held> close() {
        lock.lock();
        try {
            closed = true;
            List<Held> out = withdrawAll();
            Held held = aloneNext;
            aloneNext = null;
            if (held != null && held.withdraw()) {
                out.add(held);
            }
            work.signalAll();
            return out;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no handler runs. @return whether that came to be within the time */
    boolean awaitIdle(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (running > 0) {
                if (left <= 0) {
                    return false;
                }
                left = idle.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    int running() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int running(String queue) {
        lock.lock();
        try {
            return lineOf(queue).running;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int waiting(String queue) {
        lock.lock();
        try {
            return lineOf(queue).waiting.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean quiet() {
        lock.lock();
        try {
            return isQuiet();
        } finally {
            lock.unlock();
        }
    }

    private boolean isQuiet() {
        return alone != null || aloneNext != null;
    }

    private Line line(Held held) {
        return lineOf(held.queue());
    }

    private Line lineOf(String queue) {
        Line line = lines.get(queue);
        if (line == null) {
            throw new IllegalArgumentException("no such queue: " + queue);
        }
        return line;
    }

    private List<Held> withdrawAll() {
        List<Held> out = new ArrayList<>();
        for (Line line : lines.values()) {
            for (Held held : line.waiting) {
                if (held.withdraw()) {
                    out.add(held);
                }
            }
            line.waiting.clear();
        }
        waiting = 0;
        return out;
    }

    private void wakeOne() {
        if (waking || !hasWork()) {
            return;
        }
        if (parked > 0) {
            waking = true;
            work.signal();
        } else if (threadCount < slots) {
            waking = startThread();
        }
    }

    private boolean hasWork() {
        if (isQuiet()) {
            return alone == null && running == 0;
        }
        return waiting > 0 && running < slots;
    }

    private boolean startThread() {
        try {
            threads.newThread(this::work).start();
            threadCount++;
            return true;
        } catch (Throwable e) {
            // The system's threads have an end. Those that there are go on, and what waits too long is given back.
            log.error("No further handler thread can be started: {}", e.toString());
            return false;
        }
    }

    private void work() {
        Held held = first();
        while (held != null) {
            runner.run(held);
            held = after(held);
        }
    }

    private @Nullable Held first() {
        lock.lock();
        try {
            waking = false;
            return take();
        } finally {
            lock.unlock();
        }
    }

    /** A job has ended; the next one for its thread, which is null when the thread should end. */
    private @Nullable Held after(Held ended) {
        boolean noise;
        boolean spare;
        lock.lock();
        try {
            running--;
            line(ended).running--;
            noise = alone == ended;
            if (noise) {
                alone = null;
            }
            if (running == 0) {
                idle.signalAll();
            }
            spare = waiting == 0 && lines.size() > 1 && !closed && !isQuiet();
            if (!noise && !spare) {
                return take();
            }
        } finally {
            lock.unlock();
        }
        if (noise) {
            listener.quietEnds();
        } else {
            listener.slotIsFree();
        }
        lock.lock();
        try {
            return take();
        } finally {
            lock.unlock();
        }
    }

    /** The next job for this thread; null when it should end. Waits, with the lock given back meanwhile. */
    private @Nullable Held take() {
        while (true) {
            Held next = next();
            if (next != null) {
                running++;
                line(next).running++;
                wakeOne();
                return next;
            }
            if (closed) {
                threadCount--;
                return null;
            }
            parked++;
            try {
                // A thread without work for a minute ends; it is made anew when it is needed.
                if (work.awaitNanos(TimeUnit.MINUTES.toNanos(1)) <= 0 && waiting == 0 && !isQuiet()) {
                    threadCount--;
                    return null;
                }
            } catch (InterruptedException e) {
                // A late interrupt meant for a handler that has ended: of no meaning here.
            } finally {
                parked--;
                waking = false;
            }
        }
    }

    private @Nullable Held next() {
        if (closed) {
            return null;
        }
        if (isQuiet()) {
            if (alone == null && running == 0 && listener.holdsNothingElse()) {
                alone = aloneNext;
                aloneNext = null;
                return alone;
            }
            return null;
        }
        if (waiting == 0 || running >= slots) {
            return null;
        }
        Line best = null;
        for (Line line : lines.values()) {
            if (!line.waiting.isEmpty() && line.running < line.most && (best == null || line.pass < best.pass)) {
                best = line;
            }
        }
        if (best == null) {
            return null;
        }
        // A queue that was empty for a while starts level with the others, instead of making up for its silence.
        best.pass = Math.max(best.pass, clock - 1) + best.stride;
        clock = Math.max(clock, best.pass);
        waiting--;
        return best.waiting.poll();
    }
}
