package dev.baton.store;

/**
 * One job in this worker's hand: the entry in its list, and the record that the claim brought along.
 *
 * @param lane the list that holds the entry
 * @param id the job
 * @param entry the exact element in the processing list, {@code "<id> <nonce> <fence>"}: the proof that this attempt holds
 *     the job
 * @param record the record as stored; empty if there is none any more
 * @param failures attempts that failed so far
 * @param crashes attempts whose worker died so far
 * @param tried whether anything is noted of earlier claims (in {@code tries}), a release or a snooze too
 * @param claimedAtMillis the time of Redis at the claim (at the adoption, for an adopted one)
 */
public record Claim(
        Lane lane,
        String id,
        String entry,
        byte[] record,
        int failures,
        int crashes,
        boolean tried,
        long claimedAtMillis) {

    /** The name of the call that claimed it, which the client made. */
    public String nonce() {
        return entry.substring(id.length() + 1, entry.lastIndexOf(' '));
    }

    /** Rises with every claim of the job; for outside systems to refuse a stale holder. */
    public String fence() {
        return entry.substring(entry.lastIndexOf(' ') + 1);
    }

    /** This attempt's number, from 1. */
    public int attempt() {
        return failures + crashes + 1;
    }

    @Override
    public String toString() {
        return "Claim[" + lane.queue() + "/" + entry + " attempt " + attempt() + "]";
    }
}
