package dev.baton.server.lending;

import dev.baton.codec.JobCodec;
import dev.baton.model.Grammar;
import dev.baton.model.Limits;
import dev.baton.server.figures.Recent;
import dev.baton.store.Store;
import dev.baton.worker.RemoteJudgement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lends jobs to remote consumers on a store. A {@link Counter} a queue sends together what comes together; counters exist
 * while somebody stands at them. Owns a thread for waits that end, and nothing else; close it before the store.
 */
public final class LendingDesk implements Lending {
    private static final long REMEMBERED_BYTES = 64L << 20;

    private final Parts parts;
    private final Recent times = new Recent();
    private final Outstanding outstanding = new Outstanding(times);
    private final ScheduledThreadPoolExecutor timer;
    private final ConcurrentHashMap<String, Counter> counters = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** What counters share. @param lent told of the length of each lease that is given */
    record Parts(
            Store store,
            JobCodec codec,
            RemoteJudgement judgement,
            Lent memory,
            ScheduledThreadPoolExecutor timer,
            BiConsumer<String, Duration> lent) {}

    /** @param lent told of each queue from which a lease of that length was given: for whoever takes them back */
    public LendingDesk(Store store, JobCodec codec, BiConsumer<String, Duration> lent) {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "baton-lending");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        RemoteJudgement judgement =
                new RemoteJudgement(codec, () -> ThreadLocalRandom.current().nextLong());
        parts = new Parts(store, codec, judgement, new Lent(REMEMBERED_BYTES), timer, lent);
    }

    @Override
    public CompletableFuture<List<Lease>> claim(String queue, int most, Duration wait, Duration lease) {
        Grammar.requireQueueName(queue);
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("A claim of " + most + " jobs is not allowed: use 1 to " + MOST);
        }
        requireIn("wait", wait, Duration.ZERO, LONGEST_WAIT);
        requireIn("lease", lease, SHORTEST_LEASE, LONGEST_LEASE);
        // Whoever leaves cancels this very future, so it is the one that is answered.
        CompletableFuture<List<Lease>> claimed = at(queue, counter -> counter.claim(most, wait, lease));
        CompletableFuture<List<Lease>> unused = claimed.whenComplete((leases, failure) -> {
            if (leases != null) {
                outstanding.add(leases);
            }
        });
        return claimed;
    }

    @Override
    public CompletableFuture<LeaseEnd> complete(LeaseToken token, byte @Nullable [] result) {
        if (result != null && result.length > Limits.RESULT_BYTES) {
            throw new IllegalArgumentException(
                    "A result of " + result.length + " bytes is not allowed: use at most " + Limits.RESULT_BYTES);
        }
        return at(token.queue(), counter -> counter.end(new Parting.Complete(token, result)))
                .whenComplete((end, failure) -> worked(token, end));
    }

    @Override
    public CompletableFuture<LeaseEnd> fail(LeaseToken token, String error, String message, boolean retry) {
        return at(token.queue(), counter -> counter.end(new Parting.Fail(token, error, message, retry)))
                .whenComplete((end, failure) -> worked(token, end));
    }

    @Override
    public CompletableFuture<LeaseEnd> release(LeaseToken token) {
        return at(token.queue(), counter -> counter.end(new Parting.Release(token)))
                .whenComplete((end, failure) -> {
                    if (end != null) {
                        outstanding.remove(token);
                    }
                });
    }

    @Override
    public CompletableFuture<LeaseEnd> extend(LeaseToken token, Duration lease) {
        requireIn("lease", lease, SHORTEST_LEASE, LONGEST_LEASE);
        return at(token.queue(), counter -> counter.extend(token, lease)).whenComplete((end, failure) -> {
            if (end != null && end.verdict() != LeaseEnd.Verdict.NOT_YOURS) {
                outstanding.extend(token, lease);
            }
        });
    }

    private void worked(LeaseToken token, @Nullable LeaseEnd end) {
        if (end == null) {
            return;
        }
        if (end.verdict() == LeaseEnd.Verdict.NOT_YOURS) {
            outstanding.remove(token);
        } else {
            outstanding.worked(token);
        }
    }

    /** How many leases of this process are out now, as far as it knows. */
    public int out() {
        return outstanding.count();
    }

    /** How long leases of this process stood until their consumers completed or failed them. */
    public Recent times() {
        return times;
    }

    /** Names of queues come from outside, so a counter without customers is given up, and another one opened when asked. */
    private <T> CompletableFuture<T> at(String queue, Function<Counter, @Nullable CompletableFuture<T>> deed) {
        while (true) {
            if (closed) {
                return CompletableFuture.failedFuture(Counter.closed(queue));
            }
            Counter counter = counters.computeIfAbsent(
                    queue, name -> new Counter(name, parts, gone -> counters.remove(name, gone)));
            CompletableFuture<T> answer = deed.apply(counter);
            if (answer != null) {
                return answer;
            }
        }
    }

    private static void requireIn(String what, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "A " + what + " of " + value + " is not allowed: use " + least + " to " + most);
        }
    }

    @Override
    public void close() {
        closed = true;
        counters.values().forEach(Counter::close);
        timer.shutdownNow();
    }
}
