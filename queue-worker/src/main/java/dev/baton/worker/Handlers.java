package dev.baton.worker;

import dev.baton.JobContext;
import dev.baton.OutcomeHandler;
import dev.baton.RawHandler;
import dev.baton.codec.CodecException;
import dev.baton.codec.JobCodec;
import dev.baton.model.JobType;
import dev.baton.model.Limits;
import dev.baton.model.Outcome;
import dev.baton.model.Printable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The handlers of a worker, by the wire name of their job type. Filled before the worker starts, then only read. */
final class Handlers {
    private final JobCodec codec;
    private final Map<String, Handling> byType = new HashMap<>();
    private @Nullable Handling others;

    Handlers(JobCodec codec) {
        this.codec = codec;
    }

    <P, R> void add(JobType<P, R> type, OutcomeHandler<? super P, R> handler, ErrorRules rules) {
        if (byType.containsKey(type.name())) {
            throw new IllegalArgumentException(
                    "The job type " + Printable.quote(type.name()) + " is handled twice: register one handler for it");
        }
        byType.put(type.name(), new TypedHandling<>(codec, type, handler, rules));
    }

    void addOthers(RawHandler handler) {
        if (others != null) {
            throw new IllegalArgumentException(
                    "handleOthers was given twice: register one handler for all other types");
        }
        others = new RawHandling(handler);
    }

    boolean isEmpty() {
        return byType.isEmpty() && others == null;
    }

    /** The handling of a type; null if this worker cannot run it. */
    @Nullable
    Handling of(String type) {
        Handling typed = byType.get(type);
        return typed == null ? others : typed;
    }

    /** A handler in the shape in which a run needs it. */
    interface Handling {
        ErrorRules rules();

        /** @throws CodecException if the payload cannot be decoded: the handler was not called */
        Call prepare(byte[] payload);
    }

    /** A handler with its payload. */
    interface Call {
        Ended call(JobContext context) throws Exception;
    }

    /**
     * What a handler returned.
     *
     * @param outcome its outcome, a result encoded
     * @param note why the result was dropped; null if it was not
     */
    record Ended(Outcome<byte[]> outcome, @Nullable String note) {
        static Ended of(Outcome<byte[]> outcome) {
            if (outcome instanceof Outcome.Done<byte[]> done
                    && done.result() != null
                    && done.result().length > Limits.RESULT_BYTES) {
                return new Ended(
                        Outcome.done(),
                        "the result of " + done.result().length + " bytes was dropped: the limit is "
                                + Limits.RESULT_BYTES);
            }
            return new Ended(outcome, null);
        }
    }

    private record TypedHandling<P, R>(
            JobCodec codec, JobType<P, R> type, OutcomeHandler<? super P, R> handler, ErrorRules rules)
            implements Handling {

        @Override
        @SuppressWarnings("NullAway") // a JSON null is a legal payload, and then the handler gets the null
        public Call prepare(byte[] payload) {
            P decoded = codec.decode(payload, type.payloadType());
            return context -> encode(handler.handle(decoded, context));
        }

        private Ended encode(@Nullable Outcome<R> outcome) {
            if (outcome == null) {
                throw new IllegalStateException(
                        "The handler of " + type.name() + " returned null: return an Outcome, such as Outcome.done()");
            }
            if (outcome instanceof Outcome.Done<R> done) {
                if (done.result() == null) {
                    return new Ended(Outcome.done(), null);
                }
                try {
                    return Ended.of(Outcome.done(codec.encode(done.result())));
                } catch (CodecException e) {
                    // The effect has happened: failing the job now would only repeat it.
                    return new Ended(Outcome.done(), "the result was dropped: " + e.getMessage());
                }
            }
            return new Ended(retyped(outcome), null);
        }

        @SuppressWarnings("unchecked") // no other outcome carries a result
        private static Outcome<byte[]> retyped(Outcome<?> outcome) {
            return (Outcome<byte[]>) outcome;
        }
    }

    private record RawHandling(RawHandler handler) implements Handling {
        @Override
        public ErrorRules rules() {
            return new ErrorRules();
        }

        @Override
        public Call prepare(byte[] payload) {
            return context -> Ended.of(handler.handle(payload, context));
        }
    }
}
