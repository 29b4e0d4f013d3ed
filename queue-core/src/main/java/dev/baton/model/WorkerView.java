package dev.baton.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of a worker in one queue, as it stood at one instant, for people and tools.
 *
 * @param queue the queue
 * @param name the incarnation: host, pid and random
 * @param live whether its heartbeat had not expired
 * @param expiresAt when its heartbeat expires, or did, by the clock of Redis
 * @param held how many jobs it holds, those included that it has moved and not claimed yet
 * @param jobs some of them, the oldest first
 */
public record WorkerView(String queue, String name, boolean live, Instant expiresAt, long held, List<HeldJob> jobs) {
    /**
     * A job in a worker's hand.
     *
     * @param id the job
     * @param claimedAt about when it was claimed, by the clock of Redis; null if it was moved and not claimed yet
     */
    public record HeldJob(String id, @Nullable Instant claimedAt) {}
}
