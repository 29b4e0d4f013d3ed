package dev.baton.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baton.codec.JobCodec.Draft;
import dev.baton.model.RetryPolicy;

/**
 * Writes what follows the time in a record. By hand, for the payload is JSON already and is spliced in as it is, and
 * names need no escape (see {@link dev.baton.model.Grammar}).
 */
final class RecordTail {
    private static final byte[] TYPE = ",\"type\":\"".getBytes(US_ASCII);
    private static final byte[] PAYLOAD = "\",\"payload\":".getBytes(US_ASCII);

    private RecordTail() {}

    static byte[] of(Draft draft) {
        byte[] type = draft.type().getBytes(US_ASCII);
        byte[] payload = draft.payload();
        byte[] rest = options(draft).getBytes(US_ASCII);
        byte[] tail = new byte[TYPE.length + type.length + PAYLOAD.length + payload.length + rest.length];
        int at = put(tail, 0, TYPE);
        at = put(tail, at, type);
        at = put(tail, at, PAYLOAD);
        at = put(tail, at, payload);
        put(tail, at, rest);
        return tail;
    }

    private static int put(byte[] into, int at, byte[] bytes) {
        System.arraycopy(bytes, 0, into, at, bytes.length);
        return at + bytes.length;
    }

    private static String options(Draft draft) {
        StringBuilder out = new StringBuilder(16);
        retry(out, draft.retry());
        if (draft.timeout() != null) {
            out.append(",\"timeoutMillis\":").append(draft.timeout().toMillis());
        }
        if (draft.deadline() != null) {
            out.append(",\"deadlineMillis\":").append(draft.deadline().toMillis());
        }
        if (!draft.tags().isEmpty()) {
            out.append(",\"tags\":[\"")
                    .append(String.join("\",\"", draft.tags()))
                    .append("\"]");
        }
        if (draft.atMostOnce()) {
            out.append(",\"once\":true");
        }
        if (draft.chosenId()) { // last: the enqueue script looks for it at the end
            out.append(",\"chosen\":true");
        }
        return out.append('}').toString();
    }

    private static void retry(StringBuilder out, RetryPolicy retry) {
        RetryPolicy usual = RetryPolicy.DEFAULT;
        if (retry.equals(usual)) {
            return;
        }
        if (retry.maxAttempts() != usual.maxAttempts()) {
            out.append(",\"attempts\":").append(retry.maxAttempts());
        }
        if (!retry.firstDelay().equals(usual.firstDelay())) {
            out.append(",\"firstDelayMillis\":").append(retry.firstDelay().toMillis());
        }
        if (retry.multiplier() != usual.multiplier()) {
            out.append(",\"multiplier\":").append(retry.multiplier());
        }
        if (!retry.maxDelay().equals(usual.maxDelay())) {
            out.append(",\"maxDelayMillis\":").append(retry.maxDelay().toMillis());
        }
        if (retry.jitter() != usual.jitter()) {
            out.append(",\"jitter\":").append(retry.jitter());
        }
    }
}
