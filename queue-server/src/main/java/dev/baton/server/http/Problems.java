package dev.baton.server.http;

import dev.baton.BackpressureException;
import dev.baton.PayloadTooLargeException;
import dev.baton.UncertainEnqueueException;
import dev.baton.codec.CodecException;
import dev.baton.model.Printable;
import dev.baton.store.StoreException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a problem of whatever went wrong. What nobody expected is logged, and told without a word of our insides. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int DETAIL = 400;

    private Problems() {}

    static Problem of(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ProblemException known) {
            return known.problem();
        }
        if (cause instanceof StoreException store) {
            return ofStore(store);
        }
        if (cause instanceof UncertainEnqueueException) {
            return Problem.of(ProblemKind.UNKNOWN_EFFECT, sentence(cause));
        }
        if (cause instanceof BackpressureException) {
            return Problem.of(ProblemKind.UNAVAILABLE, sentence(cause)).header("Retry-After", "1");
        }
        if (cause instanceof PayloadTooLargeException) {
            return Problem.of(ProblemKind.TOO_LARGE, sentence(cause));
        }
        if (cause instanceof CodecException) {
            return Problem.of(
                    ProblemKind.MALFORMED, "The JSON cannot be kept: use valid Unicode, nested at most 500 deep");
        }
        if (cause instanceof IllegalArgumentException) {
            return Problem.of(ProblemKind.MALFORMED, sentence(cause));
        }
        if (cause instanceof CancellationException) {
            return Problem.of(ProblemKind.UNAVAILABLE, "The request was cancelled: send it again");
        }
        LOG.error("A request failed for a reason that nobody expected", cause);
        return Problem.of(
                ProblemKind.INTERNAL,
                "Something went wrong in the gateway: its log tells what; send the request again");
    }

    private static Problem ofStore(StoreException failure) {
        return switch (failure.kind()) {
            case UNREACHABLE, NOT_READY, FULL, CLOSED ->
                Problem.of(ProblemKind.UNAVAILABLE, "Nothing was done: " + reason(failure))
                        .header("Retry-After", "1");
            case UNKNOWN_EFFECT, MISMATCH ->
                Problem.of(
                        ProblemKind.UNKNOWN_EFFECT, "It may have been done or not, look or repeat: " + reason(failure));
            case REFUSED, UNFIT -> {
                LOG.error("Redis does not let the gateway work: {}", Printable.line(sentence(failure), DETAIL));
                yield Problem.of(ProblemKind.STORE_FAILED, "Redis does not let the gateway work: its log tells why");
            }
        };
    }

    /** What callers may know; addresses and rights stay in the log. */
    private static String reason(StoreException failure) {
        return switch (failure.kind()) {
            case UNREACHABLE -> "Redis cannot be reached now";
            case NOT_READY -> "Redis is starting, failing over or busy";
            case FULL -> "Redis is full";
            case CLOSED -> "the gateway is ending";
            default -> "no answer of Redis arrived in time";
        };
    }

    private static String sentence(Throwable failure) {
        String message = failure.getMessage();
        return Printable.line(message == null ? "The request cannot be carried out as it is" : message, DETAIL);
    }
}
