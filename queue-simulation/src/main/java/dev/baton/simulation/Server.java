package dev.baton.simulation;

import dev.baton.store.Lane;
import dev.baton.store.Store;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The far side of the wire: what executes one request after the other. */
public interface Server extends AutoCloseable {
    /** Executes a request, and brings its answer at once. */
    <T> T ask(Function<Store, CompletableFuture<T>> request);

    /** BLMOVE is served: the foremost id goes into a worker's list. @return the id; null if nothing was pending */
    @Nullable
    String move(Lane lane);

    /** The time of the server from now on. */
    void clock(long micros);

    /** Keeps what stands there, for {@link #rollBack}. */
    void save();

    /** Everything is again as it was saved. */
    void rollBack();

    @Override
    void close();
}
