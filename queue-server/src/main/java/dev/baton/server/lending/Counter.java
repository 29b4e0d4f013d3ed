package dev.baton.server.lending;

import dev.baton.codec.CodecException;
import dev.baton.model.JobRecord;
import dev.baton.model.Limits;
import dev.baton.server.lending.LendingDesk.Parts;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimAnswer.Verdict;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.LeaseStore.PendingWait;
import dev.baton.store.StoreException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the consumers of one queue stand in line. One claim is under way at a time, for all who wait and want a lease of the
 * same length; while the queue is empty and somebody waits, one wait in Redis stands for all of them. Thread-safe.
 */
final class Counter {
    private static final Duration BLOCK = Duration.ofSeconds(5);
    /** A paused queue, or one that Redis will not let us wait for, is asked again so often. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 16;

    private final String queue;
    private final Parts parts;
    private final Consumer<Counter> whenIdle;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private final Partings partings;
    private @Nullable PendingWait redisWait;
    private boolean claiming;
    private boolean parked;
    private int visitors;
    private boolean gone;

    Counter(String queue, Parts parts, Consumer<Counter> whenIdle) {
        this.queue = queue;
        this.parts = parts;
        this.whenIdle = whenIdle;
        this.partings = new Partings(queue, parts);
    }

    /** One consumer in line. */
    private static final class Waiting {
        private final int most;
        private final Duration lease;
        private final long untilNanos;
        private final CompletableFuture<List<Lease>> answer = new CompletableFuture<>();
        private @Nullable Future<?> alarm;

        Waiting(int most, Duration wait, Duration lease) {
            this.most = most;
            this.lease = lease;
            this.untilNanos = System.nanoTime() + wait.toNanos();
        }

        boolean isOver() {
            return answer.isDone() || untilNanos - System.nanoTime() <= 0;
        }

        void give(List<Lease> leases) {
            Future<?> set = alarm;
            if (set != null) {
                set.cancel(false);
            }
            answer.complete(leases);
        }
    }

    /** Null if this counter was given up meanwhile. */
    @Nullable
    CompletableFuture<List<Lease>> claim(int most, Duration wait, Duration lease) {
        Waiting waiting = new Waiting(most, wait, lease);
        synchronized (this) {
            if (gone) {
                return null;
            }
            line.add(waiting);
            if (!wait.isZero()) {
                waiting.alarm = after(wait, () -> giveUp(waiting));
            }
        }
        turn();
        return waiting.answer;
    }

    @Nullable
    CompletableFuture<LeaseEnd> end(Parting parting) {
        return visit(() -> partings.end(parting));
    }

    @Nullable
    CompletableFuture<LeaseEnd> extend(LeaseToken token, Duration lease) {
        return visit(() -> partings.extend(token, lease));
    }

    private @Nullable CompletableFuture<LeaseEnd> visit(java.util.function.Supplier<CompletableFuture<LeaseEnd>> deed) {
        synchronized (this) {
            if (gone) {
                return null;
            }
            visitors++;
        }
        return deed.get().whenComplete((end, error) -> {
            synchronized (this) {
                visitors--;
            }
            leaveIfIdle();
        });
    }

    /** The wait is over. Whoever is being claimed for gets the answer to that. */
    private void giveUp(Waiting waiting) {
        boolean stood;
        synchronized (this) {
            stood = line.remove(waiting);
        }
        if (stood) {
            waiting.give(List.of());
            leaveIfIdle();
        }
    }

    /** Claims for those in front, unless a claim is under way. */
    private void turn() {
        List<Waiting> group = new ArrayList<>();
        int wanted = 0;
        synchronized (this) {
            line.removeIf(waiting -> waiting.answer.isDone()); // consumers who left
            if (claiming || gone) {
                return;
            }
            while (!line.isEmpty()
                    && wanted < Limits.BATCH
                    && (group.isEmpty() || line.getFirst().lease.equals(group.get(0).lease))) {
                Waiting next = line.remove();
                group.add(next);
                wanted = Math.min(Limits.BATCH, wanted + next.most);
            }
            claiming = !group.isEmpty();
        }
        if (group.isEmpty()) {
            leaveIfIdle();
            return;
        }
        Duration lease = group.get(0).lease;
        ClaimRequest request = new ClaimRequest(nonce(), wanted, Limits.CLAIM_BYTES);
        ask(() -> parts.store().leases().lend(queue, request, lease)).whenComplete((answer, error) -> {
            if (answer == null) {
                synchronized (this) {
                    claiming = false;
                }
                group.forEach(waiting -> waiting.answer.completeExceptionally(cause(error)));
                turn();
            } else {
                handOut(group, answer, lease);
            }
        });
    }

    private void handOut(List<Waiting> group, ClaimAnswer answer, Duration lease) {
        List<Ending> back = new ArrayList<>();
        Deque<Lease> leases = new ArrayDeque<>();
        Deque<Claim> claims = new ArrayDeque<>();
        for (Claim claim : answer.claims()) {
            parts.judgement().refused(claim).ifPresentOrElse(back::add, () -> {
                claims.add(claim);
                leases.add(lease(claim, lease));
            });
        }
        if (!claims.isEmpty()) {
            parts.lent().accept(queue, lease);
        }
        Deque<Waiting> unserved = new ArrayDeque<>();
        for (Waiting waiting : group) {
            List<Lease> some = new ArrayList<>();
            List<Claim> theirs = new ArrayList<>();
            while (!waiting.answer.isDone() && !leases.isEmpty() && some.size() < waiting.most) {
                some.add(leases.remove());
                theirs.add(claims.remove());
            }
            if (some.isEmpty()) {
                unserved.add(waiting);
                continue;
            }
            theirs.forEach(parts.memory()::add);
            waiting.give(List.copyOf(some));
            if (waiting.answer.isCancelled()) { // gone at the very last moment
                theirs.forEach(claim -> back.add(parts.judgement().unseen(claim)));
            }
        }
        claims.forEach(claim -> back.add(parts.judgement().unseen(claim)));
        partings.giveBack(back);
        goOn(unserved, answer.verdict());
    }

    /** Those who got nothing stay in front, or leave if they would not wait. */
    private void goOn(Deque<Waiting> unserved, Verdict verdict) {
        boolean more = verdict == Verdict.TAKEN;
        List<Waiting> leaving = new ArrayList<>();
        boolean others;
        synchronized (this) {
            // Not before: while they stand in no line, this counter must not be taken for idle.
            claiming = false;
            if (gone) {
                unserved.forEach(waiting -> waiting.answer.completeExceptionally(closed(queue)));
                return;
            }
            while (!unserved.isEmpty()) {
                Waiting last = unserved.removeLast();
                if (!more && last.isOver()) {
                    leaving.add(last);
                } else {
                    line.addFirst(last);
                }
            }
            // Whoever came meanwhile would not wait for a wait in Redis, or wants a lease of another length.
            others = line.stream().anyMatch(waiting -> waiting.isOver()) || more;
        }
        leaving.forEach(waiting -> waiting.give(List.of()));
        if (others) {
            turn();
        } else if (verdict == Verdict.PAUSED) {
            after(PAUSE, this::turn);
        } else {
            park();
        }
    }

    /** One wait in Redis for all in line; none if there is nobody. */
    private void park() {
        PendingWait wait;
        synchronized (this) {
            if (parked || gone || line.isEmpty()) {
                wait = null;
            } else {
                if (redisWait == null) {
                    redisWait = parts.store().leases().pendingWait(queue);
                }
                parked = true;
                wait = redisWait;
            }
        }
        if (wait == null) {
            leaveIfIdle();
            return;
        }
        ask(() -> wait.await(BLOCK)).whenComplete((done, error) -> {
            synchronized (this) {
                parked = false;
            }
            if (error == null) {
                turn();
            } else {
                after(PAUSE, this::turn); // an outage: those who waited long enough are told by their alarm
            }
        });
    }

    private void leaveIfIdle() {
        PendingWait wait;
        synchronized (this) {
            if (gone || claiming || parked || visitors > 0 || !line.isEmpty()) {
                return;
            }
            gone = true;
            wait = redisWait;
            redisWait = null;
        }
        whenIdle.accept(this);
        if (wait != null) {
            wait.close();
        }
    }

    void close() {
        List<Waiting> all;
        PendingWait wait;
        synchronized (this) {
            gone = true;
            all = List.copyOf(line);
            line.clear();
            wait = redisWait;
            redisWait = null;
        }
        all.forEach(waiting -> waiting.answer.completeExceptionally(closed(queue)));
        if (wait != null) {
            wait.close();
        }
    }

    static StoreException closed(String queue) {
        return new StoreException(
                StoreException.Kind.CLOSED, "The gateway is closing: queue " + queue + " lends nothing");
    }

    private Lease lease(Claim claim, Duration length) {
        JobRecord record;
        try {
            record = parts.codec().readRecord(claim.record());
        } catch (CodecException e) {
            throw new IllegalStateException("a record that could be read a moment ago", e);
        }
        LeaseToken token = new LeaseToken(queue, claim.id(), claim.nonce(), claim.fence());
        return new Lease(token, record, claim.attempt(), length);
    }

    private @Nullable Future<?> after(Duration delay, Runnable task) {
        try {
            return parts.timer().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null; // closing: everybody in line is told
        }
    }

    private static String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** A call to the store: whatever it throws comes in the future. */
    static <T> CompletableFuture<T> ask(java.util.function.Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    static Throwable cause(@Nullable Throwable error) {
        if (error instanceof CompletionException && error.getCause() != null) {
            return error.getCause();
        }
        return error == null ? new IllegalStateException("no answer and no error") : error;
    }
}
