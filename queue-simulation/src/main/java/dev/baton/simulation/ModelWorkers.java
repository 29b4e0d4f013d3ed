package dev.baton.simulation;

import dev.baton.model.JobStatus;
import dev.baton.store.BlockingClaims;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimAnswer.Verdict;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.HeartbeatAnswer;
import dev.baton.store.Lane;
import dev.baton.store.Settlement;
import dev.baton.store.WorkerStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The worker's transitions on the model, each as the header of its script says. Records and their sizes are left out. */
final class ModelWorkers implements WorkerStore {
    private static final int BARE_LOOK = 8;
    /** A record of the model: the number of the grant, and whether the job may be started only once. */
    private static final int RECORD_BYTES = Integer.BYTES + 1;

    private final ModelServer server;
    private final Map<Lane, String> moved = new HashMap<>();

    ModelWorkers(ModelServer server) {
        this.server = server;
    }

    private ModelQueue queue() {
        return server.queue();
    }

    @Override
    public CompletableFuture<Boolean> join(String name, String worker, Duration expiry) {
        return server.answer(queue().workers.putIfAbsent(worker, server.millis() + expiry.toMillis()) == null);
    }

    @Override
    public CompletableFuture<HeartbeatAnswer> heartbeat(String name, String worker, Duration expiry) {
        ModelQueue queue = queue();
        long now = server.millis();
        boolean live = queue.isLive(worker, now);
        Map<Integer, List<String>> entries = new HashMap<>();
        Set<String> asked = new HashSet<>();
        List<List<String>> lanes = queue.hands(worker);
        for (int lane = 0; lane < Lane.MAX; lane++) {
            entries.put(lane, List.copyOf(lanes.get(lane)));
            for (String element : lanes.get(lane)) {
                String id = ModelQueue.idOf(element);
                ModelJob job = queue.find(id);
                if (ModelQueue.isClaimed(element) && job != null && job.asked) {
                    asked.add(id);
                }
            }
        }
        if (live) {
            queue.workers.put(worker, now + expiry.toMillis());
        }
        long expired = queue.workers.values().stream().filter(at -> at <= now).count();
        return server.answer(new HeartbeatAnswer(
                live, entries, asked, queue.paused, nextDue(queue), queue.pending.size(), expired, now));
    }

    static OptionalLong nextDue(ModelQueue queue) {
        long next = Long.MAX_VALUE;
        for (ModelJob job : queue.jobs.values()) {
            if (job.waits()) {
                next = Math.min(next, job.dueMillis);
            }
        }
        return next == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(next);
    }

    @Override
    public CompletableFuture<Void> leave(String name, String worker) {
        queue().workers.computeIfPresent(worker, (known, expiry) -> Math.min(expiry, server.millis()));
        return CompletableFuture.completedFuture(null);
    }

    // ---------------------------------------------------------------- claims

    @Override
    public CompletableFuture<ClaimAnswer> completeAndClaim(
            Lane lane, List<Ending.Complete> completions, ClaimRequest request) {
        List<Settlement> settlements = end(lane, completions);
        ModelQueue queue = queue();
        if (request.most() == 0) {
            return server.answer(nothing(Verdict.NONE, settlements));
        }
        if (!mayClaim(lane.worker())) {
            return server.answer(nothing(Verdict.EXPIRED, settlements));
        }
        Claim unlisted = registerUnlisted(lane, request);
        if (unlisted != null) {
            return server.answer(
                    new ClaimAnswer(Verdict.TAKEN, List.of(unlisted), List.of(), settlements, server.millis()));
        }
        List<String> hand = queue.hand(lane);
        int bare = 0;
        while (bare < hand.size() && bare < BARE_LOOK && !ModelQueue.isClaimed(hand.get(bare))) {
            bare++;
        }
        if (queue.paused) {
            queue.pending.addAll(hand.subList(0, bare));
            hand.subList(0, bare).clear();
            return server.answer(nothing(Verdict.PAUSED, settlements));
        }
        int registering = Math.min(bare, request.most());
        int popping = Math.min(queue.pending.size(), request.most() - registering);
        if (registering + popping == 0) {
            return server.answer(nothing(Verdict.EMPTY, settlements));
        }
        List<String> candidates = new ArrayList<>();
        for (int i = 0; i < registering; i++) {
            candidates.add(hand.get(bare - 1 - i));
        }
        candidates.forEach(hand::remove);
        for (int i = 0; i < popping; i++) {
            candidates.add(queue.pending.remove(queue.pending.size() - 1));
        }
        List<Claim> claims = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        for (String id : candidates) {
            if (queue.status(id) == JobStatus.PENDING) {
                claims.add(grant(lane, id, request));
            } else {
                dropped.add(id);
                queue.dropStale(id);
            }
        }
        Verdict verdict = candidates.size() < request.most() ? Verdict.LAST : Verdict.TAKEN;
        return server.answer(new ClaimAnswer(verdict, claims, dropped, settlements, server.millis()));
    }

    private boolean mayClaim(String worker) {
        return queue().isLive(worker, server.millis()) || server.makes(Mistake.EXPIRED_CLAIMS_SERVED);
    }

    private ClaimAnswer nothing(Verdict verdict, List<Settlement> settlements) {
        return new ClaimAnswer(verdict, List.of(), List.of(), settlements, server.millis());
    }

    private Claim grant(Lane lane, String id, ClaimRequest request) {
        ModelQueue queue = queue();
        ModelJob job = queue.job(id);
        String nonce = request.call();
        long fence = job.tried ? Math.max(job.fence + 1, server.micros()) : server.micros();
        if (server.makes(Mistake.COUNTER_NONCE)) {
            fence = ++queue.counter;
            nonce = "n" + fence;
        }
        String entry = id + " " + nonce + " " + fence;
        job.status = JobStatus.IN_PROGRESS;
        queue.hand(lane).add(0, entry);
        queue.grants.put(entry, server.history().grant(id, lane.worker(), entry).number);
        return claim(lane, entry, job);
    }

    private Claim claim(Lane lane, String entry, ModelJob job) {
        Integer standing = queue().grants.get(entry);
        int grant = standing == null ? server.history().numberOf(entry) : standing;
        byte[] record = ByteBuffer.allocate(RECORD_BYTES)
                .putInt(grant)
                .put((byte) (job.once ? 1 : 0))
                .array();
        return new Claim(
                lane,
                ModelQueue.idOf(entry),
                entry,
                record,
                job.tried ? job.failures : 0,
                job.tried ? job.crashes : 0,
                job.tried,
                server.millis());
    }

    /** The number of the grant that a claim of the model was made from; below 0 if the claim no longer knows. */
    static int grantOf(Claim claim) {
        return claim.record().length < Integer.BYTES
                ? -1
                : ByteBuffer.wrap(claim.record()).getInt();
    }

    @Override
    public CompletableFuture<ClaimAnswer> adopt(Lane lane, List<String> elements, ClaimRequest request) {
        ModelQueue queue = queue();
        if (server.makes(Mistake.NO_ADOPTION)) {
            return server.answer(nothing(Verdict.EMPTY, List.of()));
        }
        if (!mayClaim(lane.worker())) {
            return server.answer(nothing(Verdict.EXPIRED, List.of()));
        }
        List<String> hand = queue.hand(lane);
        Set<String> standing = new HashSet<>(hand);
        List<Claim> claims = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        List<String> back = new ArrayList<>();
        int walked = 0;
        for (String element : elements) {
            if (!standing.remove(element)) {
                continue;
            }
            walked++;
            boolean claimed = ModelQueue.isClaimed(element);
            String id = ModelQueue.idOf(element);
            JobStatus status = queue.status(id);
            if (claimed && status == JobStatus.IN_PROGRESS) {
                claims.add(claim(lane, element, queue.job(id)));
                continue;
            }
            hand.remove(element);
            if (claimed || status != JobStatus.PENDING) {
                dropped.add(id);
                if (!claimed) {
                    queue.dropStale(id);
                }
            } else if (queue.paused) {
                back.add(id);
            } else {
                claims.add(grant(lane, id, request));
            }
        }
        if (walked == 0) {
            return server.answer(nothing(Verdict.EMPTY, List.of()));
        }
        for (int i = back.size() - 1; i >= 0; i--) {
            queue.pending.add(back.get(i));
        }
        return server.answer(new ClaimAnswer(
                queue.paused ? Verdict.PAUSED : Verdict.TAKEN, claims, dropped, List.of(), server.millis()));
    }

    /** What BLMOVE brought counts as brought, wherever it is by now. */
    private @Nullable Claim registerUnlisted(Lane lane, ClaimRequest request) {
        String id = moved.remove(lane);
        if (id == null || queue().status(id) != JobStatus.PENDING) {
            return null;
        }
        queue().hand(lane).remove(id);
        return grant(lane, id, request);
    }

    /** BLMOVE brought something. */
    void moved(Lane lane, String id) {
        if (server.makes(Mistake.UNLISTED_ID_REGISTERED)) {
            moved.put(lane, id);
        }
    }

    // ---------------------------------------------------------------- outcomes

    @Override
    public CompletableFuture<List<Settlement>> settle(Lane lane, List<? extends Ending> endings) {
        // One script a kind. By their places, for one ending may stand there twice.
        Map<Class<?>, List<Integer>> byKind = new LinkedHashMap<>();
        for (int i = 0; i < endings.size(); i++) {
            byKind.computeIfAbsent(endings.get(i).getClass(), kind -> new ArrayList<>())
                    .add(i);
        }
        Settlement[] inOrder = new Settlement[endings.size()];
        byKind.values().forEach(places -> {
            List<Settlement> settlements =
                    end(lane, places.stream().map(endings::get).toList());
            for (int i = 0; i < places.size(); i++) {
                inOrder[places.get(i)] = settlements.get(i);
            }
        });
        return server.answer(List.of(inOrder));
    }

    private List<Settlement> end(Lane lane, List<? extends Ending> endings) {
        ModelQueue queue = queue();
        List<@Nullable JobStatus> before = new ArrayList<>(endings.size());
        endings.forEach(ending -> before.add(queue.status(ending.claim().id())));
        List<Settlement> settlements = new ArrayList<>(endings.size());
        List<String> back = new ArrayList<>();
        for (int i = 0; i < endings.size(); i++) {
            Ending ending = endings.get(i);
            String id = ending.claim().id();
            ModelJob job = take(lane, ending.claim());
            if (job == null) {
                settlements.add(new Settlement(id, false, before.get(i)));
            } else if (job.asked && givesBack(ending)) {
                note(job, 0, ending.claim());
                queue.end(job, JobStatus.CANCELLED, server.millis());
                settlements.add(new Settlement(id, false, JobStatus.CANCELLED));
            } else {
                ended(job, ending, back);
                settlements.add(new Settlement(id, true, null));
            }
        }
        for (int i = back.size() - 1; i >= 0; i--) {
            queue.pending.add(back.get(i));
        }
        return settlements;
    }

    private static boolean givesBack(Ending ending) {
        return ending instanceof Ending.Retry || ending instanceof Ending.Snooze || ending instanceof Ending.Release;
    }

    private void ended(ModelJob job, Ending ending, List<String> back) {
        Claim claim = ending.claim();
        if (ending instanceof Ending.Complete) {
            queue().done.add(claim.id() + " " + server.millis());
            queue().end(job, JobStatus.DONE, server.millis());
        } else if (ending instanceof Ending.Retry retry) {
            note(job, 1, claim);
            waits(job, JobStatus.RETRYING, retry.delay());
            server.history().mayStartAgain(claim.id());
        } else if (ending instanceof Ending.Snooze snooze) {
            note(job, 0, claim);
            waits(job, JobStatus.SCHEDULED, snooze.delay());
            server.history().mayStartAgain(claim.id());
        } else if (ending instanceof Ending.Release) {
            note(job, 0, claim);
            job.status = JobStatus.PENDING;
            back.add(claim.id());
            server.history().mayStartAgain(claim.id());
        } else if (ending instanceof Ending.Bury bury) {
            note(job, bury.counted() ? 1 : 0, claim);
            queue().end(job, JobStatus.DEAD, server.millis());
        } else {
            note(job, 0, claim);
            queue().end(job, JobStatus.CANCELLED, server.millis());
        }
    }

    private static void note(ModelJob job, int failed, Claim claim) {
        job.note(job.failures + failed, job.crashes, Math.max(job.fence, ModelQueue.fenceOf(claim.entry())));
    }

    private void waits(ModelJob job, JobStatus status, Duration delay) {
        job.status = status;
        job.dueMillis = server.millis() + Math.max(0, delay.toMillis());
    }

    /** Takes the claim's entry out of its list; null if it does not stand there. */
    private @Nullable ModelJob take(Lane lane, Claim claim) {
        ModelQueue queue = queue();
        String entry = claim.entry();
        boolean held = queue.hand(lane).remove(entry);
        if (!held && server.makes(Mistake.OUTCOME_WITHOUT_NONCE)) {
            entry = takeAny(queue.hand(lane), claim.id());
            held = !entry.isEmpty();
        }
        if (!held && server.makes(Mistake.REFUSED_OUTCOME_RESENT)) {
            String process = ModelServer.processOf(lane.worker());
            for (var hands : queue.allHands().entrySet()) {
                for (List<String> list : hands.getValue()) {
                    if (!held && ModelServer.processOf(hands.getKey()).equals(process)) {
                        entry = takeAny(list, claim.id());
                        held = !entry.isEmpty();
                    }
                }
            }
        }
        Integer grant = held ? queue.grants.remove(entry) : null;
        if (grant != null) {
            server.history().outcome(grantOf(claim), server.history().grant(grant));
        }
        return held ? queue.job(claim.id()) : null;
    }

    private static String takeAny(List<String> list, String id) {
        for (String element : list) {
            if (ModelQueue.isClaimed(element) && ModelQueue.idOf(element).equals(id)) {
                list.remove(element);
                return element;
            }
        }
        return "";
    }

    @Override
    public BlockingClaims blockingClaims(Lane lane) {
        throw new UnsupportedOperationException("a wait is made of a move and a claim, see Server");
    }
}
