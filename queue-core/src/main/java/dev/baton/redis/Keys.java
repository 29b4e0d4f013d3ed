package dev.baton.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baton.model.Grammar;
import dev.baton.store.Lane;
import io.lettuce.core.cluster.SlotHash;

/**
 * The keys and channels of one queue: the only place in Java where their names are spelt. All of a queue's keys share
 * the hash tag {@code {queue}}, so they live in one slot; the set of queue names lives in another.
 */
final class Keys {
    /** SET: names of queues. */
    static final byte[] QUEUES = "baton:queues".getBytes(US_ASCII);

    static final int SLOT_OF_QUEUES = SlotHash.getSlot(QUEUES);

    private final String queue;
    private final String base;
    private final int slot;
    private final byte[] never;
    private final byte[] meta;
    private final byte[] pending;
    private final byte[] scheduled;
    private final byte[] workers;
    private final byte[] done;
    private final byte[] dead;
    private final byte[] cancelled;
    private final byte[] cancelling;
    private final byte[] watched;
    private final byte[] stale;
    private final byte[] remembered;
    private final byte[] fading;
    private final byte[] tries;
    private final byte[] leases;
    private final byte[] stats;
    private final byte[] events;

    /** @throws IllegalArgumentException if {@code queue} is no queue name */
    Keys(String queue) {
        this.queue = Grammar.requireQueueName(queue);
        this.base = "baton:{" + queue + "}:";
        this.slot = SlotHash.getSlot(base);
        this.never = key("never");
        this.meta = key("meta");
        this.pending = key("pending");
        this.scheduled = key("scheduled");
        this.workers = key("workers");
        this.done = key("done");
        this.dead = key("dead");
        this.cancelled = key("cancelled");
        this.cancelling = key("cancelling");
        this.watched = key("watched");
        this.stale = key("stale");
        this.remembered = key("remembered");
        this.fading = key("fading");
        this.tries = key("tries");
        this.leases = key("leases");
        this.stats = key("stats");
        this.events = key("events");
    }

    private byte[] key(String name) {
        return (base + name).getBytes(US_ASCII);
    }

    String queue() {
        return queue;
    }

    /** The slot of a cluster in which all of the queue's keys live. */
    int slot() {
        return slot;
    }

    /** A key that nobody ever writes; see {@link Desk}. */
    byte[] never() {
        return never;
    }

    /** HASH: format, paused, largest record, until when somebody listens. */
    byte[] meta() {
        return meta;
    }

    /** LIST: ids that wait; claims take from the right. */
    byte[] pending() {
        return pending;
    }

    /** ZSET: id by due time. */
    byte[] scheduled() {
        return scheduled;
    }

    /** ZSET: incarnation by expiry. */
    byte[] workers() {
        return workers;
    }

    /** LIST: index of done jobs, latest at the right. */
    byte[] done() {
        return done;
    }

    /** ZSET: dead jobs by time. */
    byte[] dead() {
        return dead;
    }

    /** ZSET: cancelled jobs by time. */
    byte[] cancelled() {
        return cancelled;
    }

    /** SET: running jobs whose cancellation was asked for. */
    byte[] cancelling() {
        return cancelling;
    }

    /** ZSET: awaited ids by when the watch ends. */
    byte[] watched() {
        return watched;
    }

    /** SET: cancelled ids that may still stand in a list. */
    byte[] stale() {
        return stale;
    }

    /** LIST: chosen ids whose record is purged. */
    byte[] remembered() {
        return remembered;
    }

    /** LIST: ids that Baton made, whose record is purged and whose status goes soon. */
    byte[] fading() {
        return fading;
    }

    /** ZSET: entries of remote consumers, by when their lease runs out. */
    byte[] leases() {
        return leases;
    }

    /** HASH: what is noted of earlier claims, by id. */
    byte[] tries() {
        return tries;
    }

    /** HASH: counters. */
    byte[] stats() {
        return stats;
    }

    /** STREAM: what becomes of jobs, while somebody listens. */
    byte[] events() {
        return events;
    }

    /** LIST: what an incarnation holds. Lane 0 has no suffix. */
    byte[] processing(String worker, int lane) {
        return key("processing:" + worker + (lane == 0 ? "" : ":" + lane));
    }

    /** What holds the claims of a lane. */
    byte[] hand(Lane lane) {
        return lane.isOfLeases() ? leases : processing(lane.worker(), lane.number());
    }

    /** STRING: the word for a job's status. */
    byte[] status(String id) {
        return key("job:" + id + ":status");
    }

    /** A pattern for SCAN that fits every processing list; names in the grammar hold no glob characters. */
    String processingPattern() {
        return base + "processing:*";
    }

    /** The incarnation whose processing list {@code key} is. */
    String workerOf(String key) {
        String name = key.substring((base + "processing:").length());
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    /** Channel: what a worker's ticker should hear of. */
    String wakeChannel() {
        return base + "wake";
    }

    /** Channel: ids of watched jobs that have ended. */
    String finishedChannel() {
        return base + "finished";
    }
}
