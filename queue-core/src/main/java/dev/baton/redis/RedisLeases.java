package dev.baton.redis;

import dev.baton.model.Limits;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Lane;
import dev.baton.store.LeaseStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Claims of remote consumers on Redis. */
final class RedisLeases implements LeaseStore {
    private static final long PAGE_BYTES = 4L << 20;

    private final Desk desk;
    private final Caller caller;
    private final Claims claims;
    private final Connections connections;
    private final QueueNames names;

    RedisLeases(Desk desk, Caller caller, Connections connections, QueueNames names) {
        this.desk = desk;
        this.caller = caller;
        this.claims = new Claims(desk);
        this.connections = connections;
        this.names = names;
    }

    @Override
    public CompletableFuture<ClaimAnswer> lend(String queue, ClaimRequest request, Duration lease) {
        Claims.requireWithinLimits(request);
        if (request.most() == 0) {
            throw new IllegalArgumentException("A claim of 0 jobs is not allowed: use 1 to " + Limits.BATCH);
        }
        requireLease(lease);
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(
                        desk.scripts().lend,
                        keys,
                        keys.pending(),
                        keys.leases(),
                        keys.stale(),
                        keys.cancelled(),
                        keys.tries())
                .with(request.call())
                .with(request.most())
                .with(request.maxBytes())
                .with(lease.toMillis())
                .ready();
        return caller.once(call, answers -> claims.read(answers, Lane.ofLeases(queue), request, List.of()));
    }

    @Override
    public CompletableFuture<Void> create(String queue, @Nullable Duration leaseTime) {
        if (leaseTime != null) {
            requireLease(leaseTime);
        }
        Keys keys = desk.keys(queue);
        CompletableFuture<Void> named = names.announce(queue);
        return leaseTime == null
                ? named
                : named.thenCompose(done -> caller.untilAnswered(
                        desk.draft(desk.scripts().leaseTime, keys)
                                .with(leaseTime.toMillis())
                                .ready(),
                        answers -> null));
    }

    @Override
    public CompletableFuture<Optional<Duration>> leaseTime(String queue) {
        ScriptCall call =
                desk.draft(desk.scripts().leaseTime, desk.keys(queue)).with("").ready();
        return caller.untilAnswered(call, answers -> lease(answers.text(0)));
    }

    private static Optional<Duration> lease(String millis) {
        try {
            long length = Long.parseLong(millis);
            return length > 0 ? Optional.of(Duration.ofMillis(length)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public CompletableFuture<List<Extension>> extend(String queue, List<String> entries, Duration lease) {
        requireEntries(entries);
        requireLease(lease);
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(desk.scripts().extend, keys, keys.leases(), keys.cancelling())
                .with(lease.toMillis())
                .withAll(entries)
                .ready();
        return caller.untilAnswered(call, answers -> {
            answers.requireGroups(entries.size(), 2);
            List<Extension> extensions = new ArrayList<>(entries.size());
            for (int i = 0; i < entries.size(); i++) {
                String id = idOf(entries.get(i));
                answers.requireId(2 * i, id);
                extensions.add(extension(id, answers.text(2 * i + 1)));
            }
            return extensions;
        });
    }

    private static Extension extension(String id, String word) {
        return switch (word) {
            case "extended" -> new Extension(id, true, false, null);
            case "asked" -> new Extension(id, true, true, null);
            case "unknown" -> new Extension(id, false, false, null);
            default -> new Extension(id, false, false, Answers.requireStatus(word));
        };
    }

    @Override
    public CompletableFuture<List<Optional<Claim>>> recall(String queue, List<String> entries) {
        requireEntries(entries);
        return ErrorKinds.bare(recall(queue, entries, new ArrayList<>(entries.size())));
    }

    /** Page by page, for records may be large. */
    private CompletableFuture<List<Optional<Claim>>> recall(
            String queue, List<String> entries, List<Optional<Claim>> found) {
        if (found.size() == entries.size()) {
            return CompletableFuture.completedFuture(found);
        }
        List<String> left = entries.subList(found.size(), entries.size());
        Keys keys = desk.keys(queue);
        ScriptCall call = desk.draft(desk.scripts().view, keys, keys.scheduled(), keys.tries())
                .with("brief")
                .with(PAGE_BYTES)
                .withAll(left.stream().map(RedisLeases::idOf).toList())
                .ready();
        return caller.untilAnswered(call, answers -> {
                    if (answers.size() == 0) {
                        throw Answers.mismatch("no job of " + left.size());
                    }
                    for (int i = 0; i < answers.size(); i++) {
                        found.add(claim(queue, left.get(i), answers.list(i)));
                    }
                    return found;
                })
                .thenCompose(more -> recall(queue, entries, more));
    }

    /**
     * Empty without a record, and if the fence that is noted of the job shows that this claim is over: a claim that ended
     * otherwise than well leaves its fence behind, and the next has a higher one.
     *
     * @param job of the view's answer: id, status, record, tries, …
     */
    private static Optional<Claim> claim(String queue, String entry, Answers job) {
        String id = idOf(entry);
        job.requireId(0, id);
        byte[] record = job.bytes(2);
        if (record.length == 0) {
            return Optional.empty();
        }
        Tries tries = Tries.read(job.text(3));
        Claim claim =
                new Claim(Lane.ofLeases(queue), id, entry, record, tries.failures(), tries.crashes(), tries.noted(), 0);
        return tries.fence() < fenceOf(claim) ? Optional.of(claim) : Optional.empty();
    }

    private static long fenceOf(Claim claim) {
        try {
            return Long.parseLong(claim.fence());
        } catch (NumberFormatException e) {
            return 0; // no entry of ours: it stands nowhere
        }
    }

    @Override
    public PendingWait pendingWait(String queue) {
        return new RedisPendingWait(desk.keys(queue), connections);
    }

    private static String idOf(String entry) {
        int space = entry.indexOf(' ');
        if (space < 1) {
            throw new IllegalArgumentException("The entry of " + entry.length()
                    + " characters is none of a claim: use \"<id> <nonce> <fence>\", as it was answered");
        }
        return entry.substring(0, space);
    }

    private static void requireEntries(List<String> entries) {
        if (entries.isEmpty() || entries.size() > Limits.BATCH) {
            throw new IllegalArgumentException(
                    "A question about " + entries.size() + " leases is not allowed: use 1 to " + Limits.BATCH);
        }
    }

    private static void requireLease(Duration lease) {
        if (lease.toMillis() < 1) {
            throw new IllegalArgumentException("A lease of " + lease + " is not allowed: use 1 ms or more");
        }
    }
}
