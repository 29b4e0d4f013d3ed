package dev.baton.server.live;

import dev.baton.store.EventPosition;
import dev.baton.store.LiveEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The way to one who listens. Its methods are called one after another, the next when the last has completed. */
public interface Outlet {
    /**
     * Tells of events; whole lines.
     *
     * @return completes when there is room for more; fails if the other side is gone
     */
    CompletableFuture<Void> tell(List<LiveEvent> events);

    /**
     * Shows that the line stands, though there was nothing to tell.
     *
     * @param position up to which everything was told
     */
    CompletableFuture<Void> beat(EventPosition position);

    /** Nothing follows: the door closes, or the events cannot be read. Called once. */
    void end();
}
