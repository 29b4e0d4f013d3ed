package dev.baton.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The worker's port: everything that one incarnation does with the jobs in its own hand. Thread-safe. Futures complete
 * on the store's own threads: dependents must be short and must not block; they fail with a {@link StoreException}.
 * Endings, joins and heartbeats may be sent again; claims and adoptions never are, neither by the caller nor here.
 */
public interface WorkerStore {
    /**
     * Registers a new incarnation, and the queue's name.
     *
     * @return false if an incarnation of this name is known already: choose another name
     */
    CompletableFuture<Boolean> join(String queue, String worker, Duration expiry);

    /** Renews the incarnation unless it has expired, and reads its lists. */
    CompletableFuture<HeartbeatAnswer> heartbeat(String queue, String worker, Duration expiry);

    /** The goodbye: the incarnation counts as dead at once, and whatever its lists still hold may be reclaimed. */
    CompletableFuture<Void> leave(String queue, String worker);

    /** Completes what is done, then claims what there is room for: one round trip. All completions are of this lane. */
    CompletableFuture<ClaimAnswer> completeAndClaim(Lane lane, List<Ending.Complete> completions, ClaimRequest request);

    /**
     * Ends claims of this lane otherwise, up to 1000 of any kinds but {@link Ending.Complete}.
     *
     * @return one settlement an ending, in order
     */
    CompletableFuture<List<Settlement>> settle(Lane lane, List<? extends Ending> endings);

    /**
     * Takes up elements of one's own list that one did not know: exactly those of {@code elements} that still stand
     * there. The nonce of bare ids is the name of the call of {@code request}; claimed entries keep theirs.
     */
    CompletableFuture<ClaimAnswer> adopt(Lane lane, List<String> elements, ClaimRequest request);

    /** A blocking claim of its own connection for this lane. Connects when first asked; close it. */
    BlockingClaims blockingClaims(Lane lane);
}
