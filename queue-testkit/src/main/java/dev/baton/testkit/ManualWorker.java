package dev.baton.testkit;

import dev.baton.codec.JobCodec;
import dev.baton.model.Failure;
import dev.baton.model.Limits;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimAnswer.Verdict;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.Lane;
import dev.baton.store.WorkerStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A worker incarnation that does nothing by itself: a test claims, beats and ends for it. To let it die, let its expiry go
 * by without a heartbeat. Made by {@link TestBaton#worker}; has nothing to close. Thread-safe.
 *
 * <p>The methods that end a claim return whether the outcome was recorded; false means that the claim was no longer this
 * worker's, and that nothing was changed. All throw {@link dev.baton.store.StoreException} when Redis cannot be asked.
 */
public final class ManualWorker {
    private final Lane lane;
    private final Duration expiry;
    private final WorkerStore store;
    private final JobCodec codec;
    private final Clock clock;
    private final AtomicInteger calls = new AtomicInteger();

    private ManualWorker(Lane lane, Duration expiry, WorkerStore store, JobCodec codec, Clock clock) {
        this.lane = lane;
        this.expiry = expiry;
        this.store = store;
        this.codec = codec;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException if the name is none, or was used before in this queue */
    static ManualWorker join(Lane lane, Duration expiry, WorkerStore store, JobCodec codec, Clock clock) {
        if (!StoreAnswer.of(store.join(lane.queue(), lane.worker(), expiry))) {
            throw new IllegalArgumentException("A worker \"" + lane.worker() + "\" was in queue \"" + lane.queue()
                    + "\" before: no name is used twice, so choose another");
        }
        return new ManualWorker(lane, expiry, store, codec, clock);
    }

    public String name() {
        return lane.worker();
    }

    /** The name of its queue. */
    public String queue() {
        return lane.queue();
    }

    /**
     * Claims the job at the front of the queue; empty if there is none, or if the queue is paused.
     *
     * @throws IllegalStateException if this worker has expired
     */
    public Optional<Claim> claim() {
        return claim(1).stream().findFirst();
    }

    /**
     * Claims up to {@code most} jobs from the front, 1 to 1000.
     *
     * @throws IllegalStateException if this worker has expired
     */
    public List<Claim> claim(int most) {
        ClaimRequest request =
                new ClaimRequest(Integer.toString(calls.incrementAndGet(), 36), most, Limits.CLAIM_BYTES);
        ClaimAnswer answer = StoreAnswer.of(store.completeAndClaim(lane, List.of(), request));
        if (answer.verdict() == Verdict.EXPIRED) {
            throw new IllegalStateException(
                    this + " has expired, so it may not claim: beat in time, or let another one join");
        }
        return answer.claims();
    }

    /** Claims exactly this pending job, whatever stands before it; empty if it is not pending. */
    Optional<Claim> claim(String id) {
        List<Claim> others = new ArrayList<>();
        Optional<Claim> wanted = Optional.empty();
        List<Claim> batch;
        do {
            batch = claim(Limits.BATCH - others.size());
            for (Claim claim : batch) {
                if (claim.id().equals(id)) {
                    wanted = Optional.of(claim);
                } else {
                    others.add(claim);
                }
            }
        } while (wanted.isEmpty() && !batch.isEmpty() && others.size() < Limits.BATCH);
        if (!others.isEmpty()) {
            // They stand at the front again, in their order.
            StoreAnswer.of(
                    store.settle(lane, others.stream().map(Ending.Release::new).toList()));
        }
        return wanted;
    }

    /** Proves its life for another expiry. Returns false if it had expired already: then it stays so. */
    public boolean heartbeat() {
        return StoreAnswer.of(store.heartbeat(lane.queue(), lane.worker(), expiry))
                .live();
    }

    /** Says goodbye: it counts as dead at once, and the next reclaim takes back what it holds. */
    public void leave() {
        StoreAnswer.of(store.leave(lane.queue(), lane.worker()));
    }

    /** The job is done, with a result or with null. */
    public boolean complete(Claim claim, @Nullable Object result) {
        boolean chosenId = codec.readRecord(claim.record()).chosenId();
        Ending.Complete done = new Ending.Complete(claim, result == null ? null : codec.encode(result), null, chosenId);
        ClaimRequest nothing = new ClaimRequest("0", 0, 1);
        return StoreAnswer.of(store.completeAndClaim(lane, List.of(done), nothing))
                .settlements()
                .get(0)
                .recorded();
    }

    /** The attempt failed and counts; the job is retrying, due after {@code delay}. */
    public boolean retry(Claim claim, Duration delay, Throwable failure) {
        return end(new Ending.Retry(claim, delay, write(claim, failure)));
    }

    /** The attempt failed, and the job is dead. */
    public boolean bury(Claim claim, Throwable failure) {
        return end(new Ending.Bury(claim, String.valueOf(failure.getMessage()), write(claim, failure), true));
    }

    /** Not now: the job is scheduled, due after {@code delay}; nothing is counted. */
    public boolean snooze(Claim claim, Duration delay) {
        return end(new Ending.Snooze(claim, delay));
    }

    /** Back to the front at once; nothing is counted. */
    public boolean release(Claim claim) {
        return end(new Ending.Release(claim));
    }

    /** The job is cancelled. */
    public boolean concede(Claim claim, String reason) {
        return end(new Ending.Concede(claim, reason));
    }

    private boolean end(Ending ending) {
        return StoreAnswer.of(store.settle(lane, List.of(ending))).get(0).recorded();
    }

    private byte[] write(Claim claim, Throwable failure) {
        StringWriter stack = new StringWriter();
        failure.printStackTrace(new PrintWriter(stack, true));
        return codec.writeFailure(new Failure(
                claim.attempt(),
                clock.instant(),
                failure.getClass().getName(),
                String.valueOf(failure.getMessage()),
                stack.toString(),
                lane.worker(),
                Instant.ofEpochMilli(claim.claimedAtMillis())));
    }

    @Override
    public String toString() {
        return "ManualWorker[" + lane.worker() + " in " + lane.queue() + "]";
    }
}
