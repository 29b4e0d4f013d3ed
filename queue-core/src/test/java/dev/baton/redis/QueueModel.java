package dev.baton.redis;

import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.codec.JobCodec;
import dev.baton.model.JobStatus;
import dev.baton.model.Retention;
import dev.baton.model.RetryPolicy;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimAnswer.Verdict;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.Lane;
import dev.baton.store.NewJob;
import dev.baton.store.Settlement;
import io.lettuce.core.KeyValue;
import io.lettuce.core.LMoveArgs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the scripts ought to do to one queue, in plain words of Java; and the random steps that both take. */
final class QueueModel {
    private static final Duration YEARS = Duration.ofDays(1000);
    private static final int MAX_CRASHES = 3;
    private static final int CHOSEN_IDS = 60;

    private static final class Job {
        final boolean chosen;
        final long bytes;
        JobStatus status;
        long due;
        int failures;
        int crashes;
        boolean asked;
        boolean stale;
        boolean purged;
        long endedAt;

        @Nullable
        String told;

        Job(boolean chosen, long bytes, JobStatus status) {
            this.chosen = chosen;
            this.bytes = bytes;
            this.status = status;
        }
    }

    private final TestRedis redis;
    private final Random random;
    private final TreeMap<String, Job> jobs = new TreeMap<>();
    private final List<String> pending = new ArrayList<>(); // foremost first
    private final Map<Lane, List<String>> hands = new LinkedHashMap<>(); // as in the list, newest first
    private final Map<String, Claim> claims = new LinkedHashMap<>(); // by entry
    private final List<Claim> over = new ArrayList<>();
    private final Map<String, Long> fences = new TreeMap<>();
    private final List<String> live = new ArrayList<>();
    private final List<String> departed = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private boolean paused;
    private int workers;
    private int calls;
    private int generated;
    private int ended;

    QueueModel(TestRedis redis, Random random) {
        this.redis = redis;
        this.random = random;
        redis.clock(now);
        hire();
        hire();
    }

    int ended() {
        return ended;
    }

    /** Takes one step, here and there. @return what it was */
    String step() {
        now = now.plusMillis(1 + random.nextInt(2000)).plusNanos(1000L * random.nextInt(1000));
        if (random.nextInt(100) == 0) {
            now = now.plus(Duration.ofHours(random.nextInt(30)));
        }
        redis.clock(now);
        int dice = random.nextInt(100);
        if (dice < 18) {
            return enqueue();
        } else if (dice < 24) {
            return move();
        } else if (dice < 56) {
            return completeAndClaim();
        } else if (dice < 70) {
            return settle();
        } else if (dice < 76) {
            return adopt();
        } else if (dice < 80) {
            return cancel();
        } else if (dice < 83) {
            return leave();
        } else if (dice < 87) {
            return reclaim();
        } else if (dice < 90) {
            return replay();
        } else if (dice < 95) {
            return promote();
        } else if (dice < 98) {
            return purge();
        }
        paused = !paused && random.nextInt(2) == 0;
        get(
                paused
                        ? redis.store().inspection().pause(QUEUE)
                        : redis.store().inspection().resume(QUEUE));
        return paused ? "pause" : "resume";
    }

    private long millis() {
        return now.toEpochMilli();
    }

    private void hire() {
        String name = "w" + ++workers;
        assertThat(get(redis.store().workers().join(QUEUE, name, YEARS))).isTrue();
        live.add(name);
        hands.put(new Lane(QUEUE, name, 0), new ArrayList<>());
        hands.put(new Lane(QUEUE, name, 1), new ArrayList<>());
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private Lane anyLane() {
        return any(List.copyOf(hands.keySet()));
    }

    private List<String> hand(Lane lane) {
        List<String> hand = hands.get(lane);
        if (hand == null) {
            throw new AssertionError("no such lane " + lane);
        }
        return hand;
    }

    private Job job(String id) {
        Job job = jobs.get(id);
        if (job == null) {
            throw new AssertionError("no such job " + id);
        }
        return job;
    }

    private @Nullable JobStatus status(String id) {
        Job job = jobs.get(id);
        return job == null ? null : job.status;
    }

    private List<String> anyIds() {
        List<String> ids = new ArrayList<>(List.of("nobody"));
        List<String> all = List.copyOf(jobs.keySet());
        for (int i = random.nextInt(6); i > 0 && !all.isEmpty(); i--) {
            ids.add(any(all));
        }
        Collections.shuffle(ids, random);
        return ids;
    }

    // ---------------------------------------------------------------- producers

    private String enqueue() {
        int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 60 : 6);
        List<NewJob> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean chosen = random.nextInt(3) == 0;
            String id = chosen ? "c" + random.nextInt(CHOSEN_IDS) : "g" + ++generated;
            int bytes = random.nextInt(12) == 0 ? 17_000 + random.nextInt(60_000) : random.nextInt(40);
            byte[] tail = TestRedis.CODEC.recordTail(new JobCodec.Draft(
                    "type",
                    ("\"" + "x".repeat(bytes) + "\"").getBytes(UTF_8),
                    RetryPolicy.DEFAULT,
                    null,
                    null,
                    List.of(),
                    chosen));
            NewJob.Start start = random.nextInt(5) == 0
                    ? new NewJob.Start.After(Duration.ofMillis(random.nextInt(9000)))
                    : new NewJob.Start.Now();
            batch.add(new NewJob(id, tail, start));
            if (random.nextInt(15) == 0) {
                batch.add(batch.get(random.nextInt(batch.size())));
            }
        }
        List<EnqueueAnswer> answers = get(redis.store().enqueues().enqueue(QUEUE, batch));
        assertThat(answers).hasSameSizeAs(batch);
        for (int i = 0; i < batch.size(); i++) {
            NewJob made = batch.get(i);
            EnqueueAnswer answer = answers.get(i);
            JobStatus before = status(made.id());
            if (before != null) {
                assertThat(answer).isInstanceOfSatisfying(EnqueueAnswer.Existing.class, there -> {
                    assertThat(there.id()).isEqualTo(made.id());
                    assertThat(there.status()).isEqualTo(before);
                });
                continue;
            }
            long delay = made.start() instanceof NewJob.Start.After after
                    ? after.delay().toMillis()
                    : 0;
            Job job = new Job(
                    made.id().startsWith("c"),
                    redis.raw().strlen(key(made.id(), "")),
                    delay > 0 ? JobStatus.SCHEDULED : JobStatus.PENDING);
            assertThat(answer).isEqualTo(new EnqueueAnswer.Created(made.id(), job.status));
            jobs.put(made.id(), job);
            if (delay > 0) {
                job.due = millis() + delay;
            } else {
                pending.add(made.id());
            }
        }
        return "enqueue " + batch.size();
    }

    // ---------------------------------------------------------------- claims

    private String move() {
        Lane lane = anyLane();
        for (int times = random.nextInt(4); times >= 0; times--) {
            String moved = redis.raw().lmove("baton:{q}:pending", list(lane), LMoveArgs.Builder.rightLeft());
            if (pending.isEmpty()) {
                assertThat(moved).isNull();
            } else {
                assertThat(moved).isEqualTo(pending.get(0));
                hand(lane).add(0, pending.remove(0));
            }
        }
        return "move to " + lane;
    }

    private ClaimRequest request() {
        int most = random.nextInt(4) == 0 ? 0 : random.nextInt(9) == 0 ? 1000 : random.nextInt(12);
        return request(most);
    }

    private ClaimRequest request(int most) {
        return new ClaimRequest("k" + ++calls, most, any(List.of(1, 30_000, 120_000, 4 << 20)));
    }

    private String completeAndClaim() {
        Lane lane = anyLane();
        List<Claim> chosen = anyClaims(lane);
        List<Ending.Complete> completions = new ArrayList<>();
        for (Claim claim : chosen) {
            boolean ofChosenId = claim.id().startsWith("c");
            switch (random.nextInt(4)) {
                case 0 ->
                    completions.add(new Ending.Complete(
                            claim, ("\"r of " + claim.entry() + "\" rn").getBytes(UTF_8), null, ofChosenId));
                case 1 -> completions.add(new Ending.Complete(claim, null, "n of " + claim.entry(), ofChosenId));
                default -> completions.add(new Ending.Complete(claim, null, null, ofChosenId));
            }
        }
        ClaimRequest request = request();
        ClaimAnswer answer = get(redis.store().workers().completeAndClaim(lane, completions, request));

        List<JobStatus> before = new ArrayList<>();
        completions.forEach(completion -> before.add(status(completion.claim().id())));
        assertThat(answer.settlements()).hasSameSizeAs(completions);
        for (int i = 0; i < completions.size(); i++) {
            Ending.Complete completion = completions.get(i);
            Settlement settlement = answer.settlements().get(i);
            if (letGo(lane, completion.claim())) {
                assertThat(settlement)
                        .isEqualTo(new Settlement(completion.claim().id(), true, null));
                Job job = job(completion.claim().id());
                end(job, JobStatus.DONE);
                byte[] result = completion.result();
                job.told = result != null
                        ? "result " + new String(result, UTF_8)
                        : completion.note() != null ? "note " + completion.note() : null;
            } else {
                assertThat(settlement)
                        .isEqualTo(new Settlement(completion.claim().id(), false, before.get(i)));
            }
        }
        assertClaims(lane, request, answer);
        return "complete " + completions.size() + " and claim " + request.most() + " in " + lane;
    }

    private void assertClaims(Lane lane, ClaimRequest request, ClaimAnswer answer) {
        List<String> hand = hand(lane);
        if (request.most() == 0) {
            assertThat(answer.verdict()).isEqualTo(Verdict.NONE);
            return;
        }
        if (!live.contains(lane.worker())) {
            assertThat(answer.verdict()).isEqualTo(Verdict.EXPIRED);
            return;
        }
        int bare = 0;
        while (bare < hand.size() && bare < 8 && !hand.get(bare).contains(" ")) {
            bare++;
        }
        if (paused) {
            assertThat(answer.verdict()).isEqualTo(Verdict.PAUSED);
            for (int i = 0; i < bare; i++) {
                pending.add(0, hand.remove(0));
            }
            return;
        }
        List<String> candidates = new ArrayList<>();
        int registering = Math.min(bare, request.most());
        for (int i = 0; i < registering; i++) {
            candidates.add(hand.get(bare - 1 - i));
        }
        candidates.addAll(pending.subList(0, Math.min(pending.size(), request.most() - registering)));
        if (candidates.isEmpty()) {
            assertThat(answer.verdict()).isEqualTo(Verdict.EMPTY);
            return;
        }
        assertThat(answer.verdict()).isEqualTo(Verdict.TAKEN);
        List<String> walked = withinBudget(candidates, request.maxBytes());
        List<String> taken = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        for (int i = 0; i < walked.size(); i++) {
            String id = walked.get(i);
            assertThat(i < registering ? hand.remove(id) : pending.remove(0).equals(id))
                    .isTrue();
            if (status(id) == JobStatus.PENDING) {
                taken.add(id);
                job(id).status = JobStatus.IN_PROGRESS;
            } else {
                dropped.add(id);
                drop(id);
            }
        }
        assertThat(answer.dropped()).isEqualTo(dropped);
        assertThat(answer.claims()).extracting(Claim::id).isEqualTo(taken);
        for (int i = 0; i < taken.size(); i++) {
            taken(lane, request, i + 1, answer.claims().get(i));
        }
    }

    private void taken(Lane lane, ClaimRequest request, int n, Claim claim) {
        Job job = job(claim.id());
        assertThat(claim.nonce()).isEqualTo(request.call());
        assertThat(n).isLessThanOrEqualTo(request.most());
        assertThat(claim.lane()).isEqualTo(lane);
        assertThat(claim.failures()).isEqualTo(job.failures);
        assertThat(claim.crashes()).isEqualTo(job.crashes);
        assertThat(claim.record()).hasSize((int) job.bytes);
        assertThat(Long.parseLong(claim.fence())).isGreaterThan(fences.getOrDefault(claim.id(), 0L));
        fences.put(claim.id(), Long.parseLong(claim.fence()));
        hand(lane).add(0, claim.entry());
        claims.put(claim.entry(), claim);
    }

    private List<String> withinBudget(List<String> ids, long most) {
        List<String> walked = new ArrayList<>();
        long bytes = 0;
        for (String id : ids) {
            Job job = jobs.get(id);
            long size = job == null || job.purged ? 0 : job.bytes;
            if (!walked.isEmpty() && (bytes >= most || bytes + size > most)) {
                break;
            }
            bytes += size;
            walked.add(id);
        }
        return walked;
    }

    /** A stale id is gone from its last place; its status too, if its record was purged before. */
    private void drop(String id) {
        Job job = jobs.get(id);
        if (job != null && job.status == JobStatus.CANCELLED && job.stale) {
            job.stale = false;
            if (job.purged) {
                jobs.remove(id);
            }
        }
    }

    private String adopt() {
        Lane lane = anyLane();
        List<String> hand = hand(lane);
        List<String> asked = new ArrayList<>(List.of("nobody", "nobody x-1 5"));
        for (int i = hand.size() - 1; i >= 0; i--) { // oldest first
            if (random.nextInt(3) > 0) {
                asked.add(hand.get(i));
            }
        }
        ClaimRequest request = request(asked.size());
        ClaimAnswer answer = get(redis.store().workers().adopt(lane, asked, request));
        if (!live.contains(lane.worker())) {
            assertThat(answer.verdict()).isEqualTo(Verdict.EXPIRED);
            return "adopt, expired";
        }
        List<String> standing = asked.subList(2, asked.size());
        List<String> ids = new ArrayList<>();
        standing.forEach(element -> ids.add(idOf(element)));
        int walked = withinBudget(ids, request.maxBytes()).size();
        List<String> back = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        int n = 0;
        int given = 0;
        for (String element : standing.subList(0, walked)) {
            String id = idOf(element);
            if (element.contains(" ")) {
                assertThat(answer.claims().get(n++).entry()).isEqualTo(element);
            } else if (status(id) != JobStatus.PENDING) {
                hand.remove(element);
                dropped.add(id);
                drop(id);
            } else if (paused) {
                hand.remove(element);
                back.add(id);
            } else {
                hand.remove(element);
                job(id).status = JobStatus.IN_PROGRESS;
                Claim claim = answer.claims().get(n++);
                assertThat(claim.id()).isEqualTo(id);
                taken(lane, request, ++given, claim);
            }
        }
        pending.addAll(0, back); // the oldest foremost
        assertThat(answer.claims()).hasSize(n);
        assertThat(answer.dropped()).isEqualTo(dropped);
        return "adopt " + walked + " of " + standing.size() + " in " + lane;
    }

    // ---------------------------------------------------------------- outcomes

    /** Claims of this lane, some that are over, some twice. */
    private List<Claim> anyClaims(Lane lane) {
        List<Claim> chosen = new ArrayList<>();
        for (String element : hand(lane)) {
            Claim claim = claims.get(element);
            if (claim != null && random.nextInt(3) > 0) {
                chosen.add(claim);
            }
        }
        for (Claim claim : over) {
            if (claim.lane().equals(lane) && random.nextInt(20) == 0) {
                chosen.add(claim);
            }
        }
        if (!chosen.isEmpty() && random.nextInt(4) == 0) {
            chosen.add(any(chosen));
        }
        Collections.shuffle(chosen, random);
        return chosen;
    }

    private boolean letGo(Lane lane, Claim claim) {
        boolean held = hand(lane).remove(claim.entry());
        if (held) {
            claims.remove(claim.entry());
            over.add(claim);
            if (over.size() > 60) {
                over.remove(0);
            }
        }
        return held;
    }

    private void end(Job job, JobStatus status) {
        job.status = status;
        job.asked = false;
        job.endedAt = millis();
        ended++;
    }

    private String settle() {
        Lane lane = anyLane();
        int kind = random.nextInt(7);
        List<Ending> endings = new ArrayList<>();
        for (Claim claim : anyClaims(lane)) {
            endings.add(
                    switch (kind) {
                        case 0, 1 ->
                            new Ending.Retry(claim, Duration.ofMillis(random.nextInt(3000)), TestRedis.failure(1));
                        case 2 -> new Ending.Snooze(claim, Duration.ofMillis(random.nextInt(3000)));
                        case 3, 4 -> new Ending.Release(claim);
                        case 5 -> new Ending.Bury(claim, "said so", TestRedis.failure(1), random.nextBoolean());
                        default -> new Ending.Concede(claim, "said so");
                    });
        }
        if (endings.isEmpty()) {
            return "settle nothing";
        }
        List<JobStatus> before = new ArrayList<>();
        endings.forEach(ending -> before.add(status(ending.claim().id())));
        List<Settlement> answer = get(redis.store().workers().settle(lane, endings));
        assertThat(answer).hasSameSizeAs(endings);
        List<String> back = new ArrayList<>();
        for (int i = 0; i < endings.size(); i++) {
            Ending ending = endings.get(i);
            String id = ending.claim().id();
            if (!letGo(lane, ending.claim())) {
                assertThat(answer.get(i)).isEqualTo(new Settlement(id, false, before.get(i)));
                continue;
            }
            Job job = job(id);
            boolean conceded = job.asked && kind < 5;
            assertThat(answer.get(i)).isEqualTo(new Settlement(id, !conceded, conceded ? JobStatus.CANCELLED : null));
            if (conceded) {
                end(job, JobStatus.CANCELLED);
            } else if (ending instanceof Ending.Retry retry) {
                job.failures++;
                wait(job, JobStatus.RETRYING, retry.delay());
            } else if (ending instanceof Ending.Snooze snooze) {
                wait(job, JobStatus.SCHEDULED, snooze.delay());
            } else if (ending instanceof Ending.Release) {
                job.status = JobStatus.PENDING;
                back.add(id);
            } else if (ending instanceof Ending.Bury bury) {
                job.failures += bury.counted() ? 1 : 0;
                end(job, JobStatus.DEAD);
            } else {
                end(job, JobStatus.CANCELLED);
            }
        }
        pending.addAll(0, back);
        return "settle " + endings;
    }

    private void wait(Job job, JobStatus status, Duration delay) {
        job.status = status;
        job.due = millis() + delay.toMillis();
    }

    // ---------------------------------------------------------------- people and sweeps

    private String cancel() {
        List<String> ids = anyIds();
        var answers = get(redis.store().inspection().cancel(QUEUE, ids));
        for (int i = 0; i < ids.size(); i++) {
            assertThat(answers.get(i).id()).isEqualTo(ids.get(i));
        }
        for (String id : new HashSet<>(ids)) {
            Job job = jobs.get(id);
            if (job == null) {
                continue;
            }
            switch (job.status) {
                case PENDING -> {
                    end(job, JobStatus.CANCELLED);
                    job.stale = true;
                }
                case SCHEDULED, RETRYING -> end(job, JobStatus.CANCELLED);
                case IN_PROGRESS -> job.asked = true;
                default -> {}
            }
        }
        return "cancel " + ids;
    }

    private String replay() {
        List<String> ids = anyIds();
        jobs.forEach((id, job) -> {
            if (job.status == JobStatus.DEAD && random.nextInt(3) == 0) {
                ids.add(id);
                ids.add(id);
            }
        });
        get(redis.store().inspection().replay(QUEUE, ids));
        for (String id : ids) {
            Job job = jobs.get(id);
            if (job != null && job.status == JobStatus.DEAD) {
                job.status = JobStatus.PENDING;
                job.failures = 0;
                job.crashes = 0;
                pending.add(id);
            }
        }
        return "replay " + ids;
    }

    private String leave() {
        if (departed.size() > 1) {
            return "nobody leaves";
        }
        String name = any(live);
        get(redis.store().workers().leave(QUEUE, name));
        live.remove(name);
        departed.add(name);
        hire();
        return "leave " + name;
    }

    private String reclaim() {
        if (departed.isEmpty() || random.nextInt(8) == 0) {
            assertThat(get(redis.store().sweeps().reclaim(QUEUE, live.get(0), 10, MAX_CRASHES))
                            .dead())
                    .isFalse();
            return "reclaim from the living";
        }
        String name = departed.get(0);
        int most = 1 + random.nextInt(12);
        var answer = get(redis.store().sweeps().reclaim(QUEUE, name, most, MAX_CRASHES));
        List<String> salvaged = new ArrayList<>();
        List<String> reclaimed = new ArrayList<>();
        Set<String> buried = new HashSet<>();
        int left = most;
        boolean more = false;
        for (int number = 0; number < 2; number++) {
            Lane lane = new Lane(QUEUE, name, number);
            List<String> hand = hand(lane);
            for (; left > 0 && !hand.isEmpty(); left--) {
                String element = hand.remove(hand.size() - 1);
                String id = idOf(element);
                Claim claim = claims.remove(element);
                Job job = jobs.get(id);
                if (claim == null) {
                    if (status(id) == JobStatus.PENDING) {
                        salvaged.add(id);
                    } else {
                        drop(id);
                    }
                    continue;
                }
                over.add(claim);
                if (job == null) {
                    throw new AssertionError("a claim of no job: " + element);
                }
                job.crashes++;
                if (job.asked) {
                    end(job, JobStatus.CANCELLED);
                } else if (job.crashes >= MAX_CRASHES) {
                    end(job, JobStatus.DEAD);
                    buried.add(id);
                } else {
                    job.status = JobStatus.PENDING;
                    reclaimed.add(id);
                }
            }
            more |= !hand.isEmpty();
        }
        pending.addAll(reclaimed);
        pending.addAll(0, salvaged);
        assertThat(answer.reclaimed()).isEqualTo(reclaimed);
        assertThat(answer.buried()).hasSameElementsAs(buried);
        assertThat(answer.salvaged()).isEqualTo(salvaged.size());
        assertThat(answer.more()).isEqualTo(more);
        if (!more) {
            departed.remove(0);
            hands.keySet().removeIf(lane -> lane.worker().equals(name));
        }
        return "reclaim " + most + " of " + name;
    }

    private String promote() {
        int most = 1 + random.nextInt(10);
        get(redis.store().sweeps().promote(QUEUE, most));
        List<String> due = new ArrayList<>();
        jobs.forEach((id, job) -> {
            if (waits(job) && job.due <= millis()) {
                due.add(id);
            }
        });
        due.sort((a, b) -> {
            int byTime = Long.compare(job(a).due, job(b).due);
            return byTime != 0 ? byTime : a.compareTo(b);
        });
        for (String id : due.subList(0, Math.min(most, due.size()))) {
            job(id).status = JobStatus.PENDING;
            pending.add(id);
        }
        return "promote " + most;
    }

    private static boolean waits(Job job) {
        return job.status == JobStatus.SCHEDULED || job.status == JobStatus.RETRYING;
    }

    /** What purge forgets is not foretold but judged: only what has ended, not too soon, and without a trace. */
    private String purge() {
        Retention retention = new Retention(
                Duration.ofMinutes(1 + random.nextInt(100)),
                random.nextInt(40),
                random.nextBoolean() ? 300_000 : 64 << 20,
                Duration.ofHours(1 + random.nextInt(40)));
        get(redis.store().sweeps().purge(QUEUE, retention, 1 + random.nextInt(60)));
        List<String> ids = List.copyOf(jobs.keySet());
        for (String id : ids) {
            Job job = job(id);
            if (redis.raw().exists(key(id, "")) == 1) {
                continue;
            }
            assertThat(isTerminal(job)).as("%s is purged, %s", id, job.status).isTrue();
            assertThat(redis.raw().hexists("baton:{q}:tries", id)).as(id).isFalse();
            assertThat(redis.raw().exists(key(id, ":run")))
                    .as("left of %s: %s", id, redis.raw().keys(key(id, "*")))
                    .isZero();
            job.purged = true;
            if (redis.status(id) == null) {
                long since = millis() - job.endedAt;
                long least = job.status == JobStatus.DEAD
                        ? retention.deadAge().toMillis()
                        : (job.chosen || job.status == JobStatus.CANCELLED
                                        ? Duration.ofDays(1)
                                        : Duration.ofMinutes(10))
                                .toMillis();
                assertThat(since).as("%s is forgotten, %s", id, job.status).isGreaterThanOrEqualTo(least);
                assertThat(job.stale)
                        .as("%s is forgotten, but stands somewhere", id)
                        .isFalse();
                jobs.remove(id);
            }
        }
        return "purge " + retention;
    }

    // ---------------------------------------------------------------- the truth

    private static boolean isTerminal(Job job) {
        return job.status == JobStatus.DONE || job.status == JobStatus.DEAD || job.status == JobStatus.CANCELLED;
    }

    private static String idOf(String element) {
        int space = element.indexOf(' ');
        return space < 0 ? element : element.substring(0, space);
    }

    private static String key(String id, String of) {
        return "baton:{q}:job:" + id + of;
    }

    private static String list(Lane lane) {
        return "baton:{q}:processing:" + lane.worker() + (lane.number() == 0 ? "" : ":" + lane.number());
    }

    /** Everything in Redis against everything here. */
    void compare() {
        List<String> there = redis.list("pending");
        Collections.reverse(there);
        assertThat(there).as("pending").isEqualTo(pending);
        hands.forEach((lane, hand) ->
                assertThat(redis.raw().lrange(list(lane), 0, -1)).as("%s", lane).isEqualTo(hand));
        TreeSet<String> scheduled = new TreeSet<>();
        TreeSet<String> stale = new TreeSet<>();
        TreeSet<String> asked = new TreeSet<>();
        jobs.forEach((id, job) -> {
            if (waits(job)) {
                scheduled.add(id + " " + job.due);
            }
            if (job.stale) {
                stale.add(id);
            }
            if (job.asked) {
                asked.add(id);
            }
        });
        TreeSet<String> scheduledThere = new TreeSet<>();
        redis.raw()
                .zrangeWithScores("baton:{q}:scheduled", 0, -1)
                .forEach(one -> scheduledThere.add(one.getValue() + " " + (long) one.getScore()));
        assertThat(scheduledThere).as("scheduled").isEqualTo(scheduled);
        assertThat(redis.raw().smembers("baton:{q}:stale")).as("stale").isEqualTo(stale);
        assertThat(redis.raw().smembers("baton:{q}:cancelling"))
                .as("cancelling")
                .isEqualTo(asked);
        compareJobs();
        assertInvariants();
    }

    private void compareJobs() {
        List<String> ids = List.copyOf(jobs.keySet());
        if (ids.isEmpty()) {
            return;
        }
        List<KeyValue<String, String>> statuses =
                redis.raw().mget(ids.stream().map(id -> key(id, ":status")).toArray(String[]::new));
        for (int i = 0; i < ids.size(); i++) {
            assertThat(statuses.get(i).getValueOrElse("none"))
                    .as(ids.get(i))
                    .isEqualTo(job(ids.get(i)).status.word());
        }
        for (int i = 0; i < 3; i++) { // a few each time, for the sake of time
            String id = any(ids);
            Job job = job(id);
            if (job.status == JobStatus.DONE && !job.purged) {
                Map<String, String> run = redis.raw().hgetall(key(id, ":run"));
                String told = run.containsKey("result")
                        ? "result " + run.get("result")
                        : run.containsKey("note") ? "note " + run.get("note") : null;
                assertThat(told).as("told of %s", id).isEqualTo(job.told);
            }
        }
    }

    private void assertInvariants() {
        Map<String, Integer> places = new TreeMap<>();
        pending.forEach(id -> places.merge(id, 1, Integer::sum));
        hands.values().forEach(hand -> hand.forEach(element -> places.merge(idOf(element), 1, Integer::sum)));
        jobs.forEach((id, job) -> {
            int expected = job.status == JobStatus.PENDING || job.status == JobStatus.IN_PROGRESS || job.stale ? 1 : 0;
            assertThat(places.getOrDefault(id, 0))
                    .as("places of %s, %s", id, job.status)
                    .isEqualTo(expected);
            places.remove(id);
        });
        assertThat(places).as("unknown ids in lists").isEmpty();
    }
}
