package dev.baton.redis;

import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import io.lettuce.core.api.StatefulConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection that is opened when first asked for, and anew after it was dropped. While it merely lost its socket,
 * lettuce reconnects it; it is dropped when its state can no longer be trusted, or when it leads to the wrong server.
 */
final class Line<C extends StatefulConnection<byte[], byte[]>> {
    private final Supplier<CompletionStage<C>> opener;
    private @Nullable CompletableFuture<C> current;
    private final Runnable whenLost;
    private boolean closed;

    Line(Supplier<CompletionStage<C>> opener) {
        this(opener, () -> {});
    }

    /** @param whenLost runs when the connection is gone and will not be mended by the driver; not when it is dropped */
    Line(Supplier<CompletionStage<C>> opener, Runnable whenLost) {
        this.opener = opener;
        this.whenLost = whenLost;
    }

    /** The connection, now or once it stands. Fails with whatever opening failed with; the next call tries again. */
    synchronized CompletableFuture<C> connection() {
        if (closed) {
            return CompletableFuture.failedFuture(new StoreException(Kind.CLOSED, "The store is closed"));
        }
        CompletableFuture<C> standing = current;
        if (standing == null || standing.isCompletedExceptionally()) {
            standing = open();
            current = standing;
        }
        return standing;
    }

    private CompletableFuture<C> open() {
        try {
            return opener.get().toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Closes {@code connection}, unless that has been done, and forgets it; what waits for an answer on it fails. */
    void drop(C connection) {
        if (forget(connection)) {
            connection.closeAsync();
        }
    }

    /** {@code connection} lost its socket for good, if it is the one at hand: the next call opens another one. */
    void lose(StatefulConnection<?, ?> connection) {
        if (forget(connection)) {
            connection.closeAsync();
            whenLost.run();
        }
    }

    /** Whoever makes a line forget its connection closes it. */
    private synchronized boolean forget(Object connection) {
        if (!leadsTo(connection)) {
            return false;
        }
        current = null;
        return true;
    }

    /** Whether {@code connection} is the one at hand; it may have been replaced, even by a failure to connect. */
    private boolean leadsTo(Object connection) {
        return current != null
                && current.isDone()
                && !current.isCompletedExceptionally()
                && current.join() == connection;
    }

    /** Closes whatever connection there is; the next call opens another one. */
    void reset() {
        if (closeCurrent()) {
            whenLost.run();
        }
    }

    private boolean closeCurrent() {
        CompletableFuture<C> old;
        synchronized (this) {
            old = current;
            current = null;
        }
        if (old == null) {
            return false;
        }
        old.thenAccept(StatefulConnection::closeAsync);
        return true;
    }

    /** Opens nothing any more; what is open is closed by the client's own shutdown, which warns of a second close. */
    synchronized void seal() {
        closed = true;
    }

    /** Closes the connection for good. */
    void close() {
        seal();
        closeCurrent();
    }
}
