package dev.baton.server.tcp;

import dev.baton.BackpressureException;
import dev.baton.UncertainEnqueueException;
import dev.baton.model.Printable;
import dev.baton.store.StoreException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a client why it did not get what it asked for, without telling how the house is built. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final int LONGEST = 400;

    private Refusals() {}

    static Answer of(Throwable error) {
        return Answer.error(sentence(cause(error)));
    }

    /** Whether what was asked for may have been done all the same. */
    static boolean mayHaveHappened(Throwable error) {
        return cause(error) instanceof StoreException store && store.mayHaveHappened();
    }

    private static Throwable cause(Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String sentence(Throwable cause) {
        if (cause instanceof UncertainEnqueueException uncertain) {
            LOG.debug("An enqueue is uncertain", cause);
            return "uncertain: job " + uncertain.ids().get(0) + " may have been enqueued or not";
        }
        if (cause instanceof BackpressureException) {
            return "busy: too many jobs wait to be enqueued, nothing was done, try again later";
        }
        if (cause instanceof StoreException store) {
            LOG.debug("Redis did not do what a client asked for", cause);
            return sentence(store.kind());
        }
        if (cause instanceof IllegalArgumentException) {
            return Printable.line(String.valueOf(cause.getMessage()), LONGEST);
        }
        LOG.error("A request failed in a way that nobody foresaw", cause);
        return "internal error";
    }

    private static String sentence(StoreException.Kind kind) {
        return switch (kind) {
            case UNREACHABLE -> "unavailable: Redis cannot be reached, nothing was done, try again later";
            case NOT_READY -> "unavailable: Redis is not ready, nothing was done, try again later";
            case FULL -> "full: Redis takes nothing more, nothing was done, try again later";
            case CLOSED -> "closing: the gateway stops, nothing was done";
            case REFUSED, UNFIT -> "refused: Redis does not let the gateway do that, somebody has to mend it";
            case UNKNOWN_EFFECT, MISMATCH -> "uncertain: Redis did not answer, it may have been done or not";
        };
    }
}
