package dev.baton.server.live;

import dev.baton.store.EventPosition;
import dev.baton.store.EventStore;
import dev.baton.store.LiveEvent;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one queue's events for all who listen to it, and keeps the latest pages: who is quick takes them from here, who is
 * slow reads the stream at a pace of his own. Renews the registration while it lives, and lets it run out. Thread-safe.
 */
final class QueueReader implements AutoCloseable {
    /** A page is what one listener holds at a time, and has at most twenty times as many events. */
    static final int PAGE_LINES = 50;

    private static final Logger LOG = LoggerFactory.getLogger(QueueReader.class);
    private static final int KEPT_EVENTS = 5_000;
    private static final Duration REGISTRATION = Duration.ofMinutes(5);
    private static final Duration RENEWAL = Duration.ofMinutes(1);
    private static final Duration BLOCK = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 500;

    private final String queue;
    private final EventStore store;
    private final Executor executor;
    private final ScheduledExecutorService clock;
    private final EventStore.EventWait wait;
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final TreeMap<Long, Page> pages = new TreeMap<>();
    private final Set<Runnable> wakes = new LinkedHashSet<>();
    private EventPosition position = EventPosition.BEGINNING;
    private long end;
    private int kept;
    private int holds;
    private long renewedNanos;
    private boolean renewing;
    private boolean closed;

    /** @param next the position behind it */
    record Page(List<LiveEvent> events, EventPosition next) {}

    QueueReader(String queue, EventStore store, Executor executor, ScheduledExecutorService clock) {
        this.queue = queue;
        this.store = store;
        this.executor = executor;
        this.clock = clock;
        this.wait = store.eventWait(queue);
    }

    /** Completes when the registration stands, so that nothing that happens afterwards is missed. */
    CompletableFuture<Void> start() {
        renew().whenComplete((last, failure) -> {
            if (failure != null) {
                started.completeExceptionally(failure);
                return;
            }
            synchronized (this) {
                position = last;
            }
            started.complete(null);
            turn();
        });
        return started;
    }

    CompletableFuture<Void> started() {
        return started;
    }

    private CompletableFuture<EventPosition> renew() {
        long now = System.nanoTime();
        return store.listen(queue, REGISTRATION).whenComplete((last, failure) -> {
            synchronized (this) {
                renewing = failure != null;
                renewedNanos = now;
            }
        });
    }

    private synchronized boolean isRenewalDue() {
        return renewing || System.nanoTime() - renewedNanos > RENEWAL.toNanos();
    }

    /** One round: what there is to read, else a wait for it. After a failure the registration comes first. */
    private void turn() {
        EventPosition from;
        synchronized (this) {
            if (closed) {
                return;
            }
            from = position;
        }
        CompletableFuture<Boolean> read = isRenewalDue() ? renew().thenCompose(last -> read(from)) : read(from);
        read.thenCompose(found -> found ? CompletableFuture.completedFuture(null) : wait.await(from, BLOCK))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        pause(failure);
                    } else {
                        executed(this::turn);
                    }
                });
    }

    private CompletableFuture<Boolean> read(EventPosition from) {
        return store.read(queue, from, PAGE_LINES).thenCompose(told -> {
            if (!told.next().equals(from)) {
                publish(told);
                return CompletableFuture.completedFuture(true);
            }
            // A gap and nothing behind it: the stream is gone, and comes back with a registration.
            return told.events().isEmpty() ? CompletableFuture.completedFuture(false) : renew().thenApply(last -> true);
        });
    }

    private void publish(EventStore.Told told) {
        List<Runnable> woken;
        synchronized (this) {
            pages.put(end, new Page(told.events(), told.next()));
            end++;
            kept += told.events().size();
            while (kept > KEPT_EVENTS && pages.size() > 1) {
                kept -= Objects.requireNonNull(pages.pollFirstEntry())
                        .getValue()
                        .events()
                        .size();
            }
            position = told.next();
            woken = List.copyOf(wakes);
        }
        woken.forEach(this::executed);
    }

    private void pause(Throwable failure) {
        LOG.debug("Reading the events of queue {} failed; it will be tried again", queue, failure);
        synchronized (this) {
            renewing = true;
            if (closed) {
                return;
            }
        }
        try {
            clock.schedule(() -> executed(this::turn), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    private void executed(Runnable deed) {
        try {
            executor.execute(deed);
        } catch (RejectedExecutionException e) {
            // The door has closed: nobody is there to be told.
            LOG.trace("Too late", e);
        }
    }

    /** Somebody comes, and keeps this reading until he leaves. */
    synchronized void hold() {
        holds++;
    }

    /** Returns whether nobody is left. */
    synchronized boolean leave() {
        holds--;
        return holds == 0;
    }

    synchronized boolean isIdle() {
        return holds == 0;
    }

    /** @param wake runs whenever there is another page, until it is forgotten */
    synchronized void attend(Runnable wake) {
        wakes.add(wake);
    }

    synchronized void forget(Runnable wake) {
        wakes.remove(wake);
    }

    synchronized EventPosition position() {
        return position;
    }

    /** The number that the next page will have. */
    synchronized long end() {
        return end;
    }

    /** Whether a page was here and is not any more. */
    synchronized boolean isGone(long number) {
        return number < end - pages.size();
    }

    /** Null if it is not there yet, or not any more. */
    synchronized @Nullable Page page(long number) {
        return pages.get(number);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        wait.close();
    }
}
