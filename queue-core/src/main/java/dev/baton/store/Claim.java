package dev.baton.store;

/**
 * One job in this worker's hand: the entry in its list, and the record that the claim brought along.
 *
 * @param lane the list that holds the entry
 * @param id the job
 * @param nonce proof that this attempt holds it; made by the client, {@code <call>-<n>}
 * @param fence rises with every claim of the job; for outside systems to refuse a stale holder
 * @param record the record as stored; empty if there is none any more
 * @param failures attempts that failed so far
 * @param crashes attempts whose worker died so far
 * @param tried whether anything is noted of earlier claims ({@code job:<id>:tries}), a release or a snooze too
 * @param claimedAtMillis the time of Redis at the claim (at the adoption, for an adopted one)
 */
public record Claim(
        Lane lane,
        String id,
        String nonce,
        String fence,
        byte[] record,
        int failures,
        int crashes,
        boolean tried,
        long claimedAtMillis) {

    /** The exact element in the processing list. */
    public String entry() {
        return id + ' ' + nonce + ' ' + fence;
    }

    /** This attempt's number, from 1. */
    public int attempt() {
        return failures + crashes + 1;
    }

    @Override
    public String toString() {
        return "Claim[" + lane.queue() + "/" + id + " " + nonce + " attempt " + attempt() + "]";
    }
}
