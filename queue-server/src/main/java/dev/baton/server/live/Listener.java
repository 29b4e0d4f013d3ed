package dev.baton.server.live;

import dev.baton.store.EventPosition;
import dev.baton.store.EventStore;
import dev.baton.store.LiveEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One who listens. Takes a page of events only when the one before has gone out, so a slow one holds no more than a page here,
 * and holds nobody up: what it is behind with stands in the reader for a while, and then in the stream. Thread-safe.
 */
public final class Listener implements AutoCloseable {
    private static final long BEHIND = -1;

    private final String queue;
    private final Interest interest;
    private final QueueReader reader;
    private final EventStore store;
    private final Executor executor;
    private final Consumer<Listener> closing;
    private final Runnable wake = this::turn;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private @Nullable Outlet outlet;
    private boolean busy;
    private boolean again;
    private boolean beating;
    private boolean closed;

    // Touched by whoever is busy.
    private EventPosition position;
    private long page;
    private @Nullable EventPosition known;

    /** @param after where to go on; empty: from now on */
    Listener(
            String queue,
            Interest interest,
            Optional<EventPosition> after,
            QueueReader reader,
            EventStore store,
            Executor executor,
            Consumer<Listener> closing) {
        this.queue = queue;
        this.interest = interest;
        this.reader = reader;
        this.store = store;
        this.executor = executor;
        this.closing = closing;
        synchronized (reader) {
            this.page = after.isPresent() ? BEHIND : reader.end();
            this.position = after.orElseGet(reader::position);
        }
        reader.attend(wake);
    }

    QueueReader reader() {
        return reader;
    }

    String queue() {
        return queue;
    }

    /** Completes when the outlet has learnt of the end. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Begins to tell. Once. */
    public void tellTo(Outlet way) {
        synchronized (this) {
            outlet = way;
        }
        turn();
    }

    /** Nothing was told for a while. */
    void beat() {
        synchronized (this) {
            beating = true;
        }
        turn();
    }

    /** Ends the telling: the outlet learns of it as soon as what is under way has gone out. A second call does nothing. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        reader.forget(wake);
        closing.accept(this);
        turn();
    }

    /** There may be something to do. */
    private void turn() {
        synchronized (this) {
            again = true;
            if (busy || outlet == null) {
                return;
            }
            busy = true;
        }
        goOn();
    }

    private void goOn() {
        try {
            executor.execute(this::step);
        } catch (RejectedExecutionException e) {
            // The door has closed, and with it every connection.
            close();
        }
    }

    private void step() {
        Outlet way;
        boolean over;
        synchronized (this) {
            way = java.util.Objects.requireNonNull(outlet);
            over = closed;
            again = false;
        }
        if (over) {
            way.end(); // and is busy for ever
            ended.complete(null);
            return;
        }
        take().thenCompose(events -> told(way, events)).whenComplete((more, failure) -> {
            if (failure != null) {
                close();
                goOn();
            } else if (more || isAskedAgain()) {
                goOn();
            }
        });
    }

    /** Completes with whether there may be more at once. */
    private CompletableFuture<Boolean> told(Outlet way, List<LiveEvent> events) {
        if (!events.isEmpty()) {
            return way.tell(events).thenApply(done -> true);
        }
        synchronized (this) {
            if (!beating) {
                return CompletableFuture.completedFuture(false);
            }
            beating = false;
        }
        return way.beat(position).thenApply(done -> true);
    }

    private synchronized boolean isAskedAgain() {
        busy = again;
        return again;
    }

    /** The next page in which there is something for this one; empty if there is none now. */
    private CompletableFuture<List<LiveEvent>> take() {
        while (page != BEHIND) {
            QueueReader.Page next = reader.page(page);
            if (next == null) {
                if (!reader.isGone(page)) {
                    return CompletableFuture.completedFuture(List.of());
                }
                page = BEHIND;
            } else {
                page++;
                List<LiveEvent> events = unknown(next);
                if (!events.isEmpty()) {
                    return CompletableFuture.completedFuture(events);
                }
            }
        }
        return catchUp();
    }

    /** Of a page, what is wanted and was not read from the stream before. */
    private List<LiveEvent> unknown(QueueReader.Page next) {
        List<LiveEvent> events = new ArrayList<>();
        for (LiveEvent event : next.events()) {
            if (event instanceof LiveEvent.Gap) {
                known = null;
            }
            EventPosition last = known;
            if ((last == null || isAfter(event, last)) && interest.covers(event)) {
                events.add(event);
            }
        }
        if (known == null || next.next().compareTo(known) > 0) {
            known = null;
            position = next.next();
        }
        return events;
    }

    private static boolean isAfter(LiveEvent event, EventPosition known) {
        if (event instanceof LiveEvent.Moved moved) {
            return moved.position().compareTo(known) > 0;
        }
        return !(event instanceof LiveEvent.Paused paused) || paused.position().compareTo(known) > 0;
    }

    private CompletableFuture<List<LiveEvent>> catchUp() {
        EventPosition from = position;
        // What the reader brings while this is asked comes after what is answered, or twice, which known tells.
        var end = reader.end();
        return store.read(queue, from, QueueReader.PAGE_LINES).thenCompose(told -> {
            position = told.next();
            synchronized (reader) {
                if (told.next().equals(from) || position.compareTo(reader.position()) >= 0) {
                    page = end;
                    known = position;
                }
            }
            List<LiveEvent> events =
                    told.events().stream().filter(interest::covers).toList();
            return events.isEmpty() ? take() : CompletableFuture.completedFuture(events);
        });
    }
}
