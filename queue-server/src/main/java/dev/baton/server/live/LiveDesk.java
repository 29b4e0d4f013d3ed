package dev.baton.server.live;

import dev.baton.store.EventPosition;
import dev.baton.store.EventStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * All who listen to live events through this process. A {@link QueueReader} a queue reads for all of them; it begins with the
 * first and ends some seconds after the last. Thread-safe.
 */
public final class LiveDesk implements AutoCloseable {
    /** Most listeners at a time. */
    public static final int MOST_LISTENERS = 1_000;

    /** Most queues that are listened to at a time: each has a connection to Redis. */
    public static final int MOST_QUEUES = 100;

    private static final long LINGER_SECONDS = 10;
    private static final long PARTING_MILLIS = 1_000;

    private final EventStore store;
    private final Executor executor;
    private final ScheduledExecutorService clock;
    private final Map<String, QueueReader> readers = new HashMap<>();
    private final Set<Listener> listeners = new LinkedHashSet<>();
    private int expected;
    private boolean closed;

    /**
     * @param executor runs what listeners do; those who are rejected are closed
     * @param clock for pauses
     * @param beat after which a listener to whom nothing was told is shown that the line stands
     */
    public LiveDesk(EventStore store, Executor executor, ScheduledExecutorService clock, Duration beat) {
        this.store = store;
        this.executor = executor;
        this.clock = clock;
        clock.scheduleWithFixedDelay(this::beat, beat.toMillis(), beat.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Listens to a queue. What happens after this has completed is told; close it, or let it tell to an outlet, which closes
     * it in the end.
     *
     * @param after where to go on; empty: from now on
     * @return empty if too many listen already
     */
    public CompletableFuture<Optional<Listener>> listen(
            String queue, Optional<EventPosition> after, Interest interest) {
        QueueReader reader;
        boolean first;
        synchronized (this) {
            QueueReader known = readers.get(queue);
            first = known == null;
            if (closed || listeners.size() + expected >= MOST_LISTENERS || (first && readers.size() >= MOST_QUEUES)) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            expected++;
            reader = known == null ? new QueueReader(queue, store, executor, clock) : known;
            readers.put(queue, reader);
            reader.hold();
        }
        CompletableFuture<Void> started = first ? reader.start() : reader.started();
        return started.handle((done, failure) -> {
                    if (failure != null) {
                        end(queue, reader);
                    }
                    return admit(queue, after, interest, reader, failure == null);
                })
                .thenCombine(started, (listener, done) -> listener);
    }

    private synchronized Optional<Listener> admit(
            String queue, Optional<EventPosition> after, Interest interest, QueueReader reader, boolean registered) {
        expected--;
        if (closed || !registered) {
            reader.leave();
            return Optional.empty();
        }
        Listener listener = new Listener(queue, interest, after, reader, store, executor, this::left);
        listeners.add(listener);
        return Optional.of(listener);
    }

    private void left(Listener listener) {
        QueueReader reader = listener.reader();
        synchronized (this) {
            listeners.remove(listener);
        }
        if (reader.leave()) {
            try {
                clock.schedule(() -> endIfIdle(listener.queue(), reader), LINGER_SECONDS, TimeUnit.SECONDS);
            } catch (RejectedExecutionException e) {
                // The door has closed, and this desk with it.
                reader.close();
            }
        }
    }

    private void endIfIdle(String queue, QueueReader reader) {
        synchronized (this) {
            if (!reader.isIdle()) {
                return;
            }
            readers.remove(queue, reader);
        }
        reader.close();
    }

    private void end(String queue, QueueReader reader) {
        synchronized (this) {
            readers.remove(queue, reader);
        }
        reader.close();
    }

    private void beat() {
        List<Listener> all;
        synchronized (this) {
            all = List.copyOf(listeners);
        }
        all.forEach(Listener::beat);
    }

    /** How many listen now. */
    public synchronized int listeners() {
        return listeners.size();
    }

    /**
     * Ends every listener and reads no more. Returns when all have learnt of it, or after a second. The registrations run out
     * by themselves.
     */
    @Override
    public void close() {
        List<Listener> all;
        List<QueueReader> open;
        synchronized (this) {
            closed = true;
            all = List.copyOf(listeners);
            open = List.copyOf(readers.values());
            readers.clear();
        }
        all.forEach(Listener::close);
        open.forEach(QueueReader::close);
        CompletableFuture.allOf(all.stream().map(Listener::ended).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, PARTING_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }
}
