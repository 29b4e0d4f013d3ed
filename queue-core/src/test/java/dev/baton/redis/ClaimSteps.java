package dev.baton.redis;

import static dev.baton.redis.TestRedis.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.JobStatus;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimAnswer.Verdict;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.Lane;
import dev.baton.store.Settlement;
import io.lettuce.core.LMoveArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Random claims, adoptions and outcomes of one queue, in Redis and in its {@link QueueState}. */
final class ClaimSteps {
    private final QueueState state;
    private final Map<String, Long> fences = new TreeMap<>();
    private int calls;

    ClaimSteps(QueueState state) {
        this.state = state;
    }

    String move() {
        Lane lane = state.anyLane();
        for (int times = state.random.nextInt(4); times >= 0; times--) {
            String moved =
                    state.redis.raw().lmove("baton:{q}:pending", QueueState.list(lane), LMoveArgs.Builder.rightLeft());
            if (state.pending.isEmpty()) {
                assertThat(moved).isNull();
            } else {
                assertThat(moved).isEqualTo(state.pending.get(0));
                state.hand(lane).add(0, state.pending.remove(0));
            }
        }
        return "move to " + lane;
    }

    private ClaimRequest request() {
        int most = state.random.nextInt(4) == 0 ? 0 : state.random.nextInt(9) == 0 ? 1000 : state.random.nextInt(12);
        return request(most);
    }

    private ClaimRequest request(int most) {
        return new ClaimRequest("k" + ++calls, most, state.any(List.of(1, 30_000, 120_000, 4 << 20)));
    }

    String completeAndClaim() {
        Lane lane = state.anyLane();
        List<Claim> chosen = state.anyClaims(lane);
        List<Ending.Complete> completions = new ArrayList<>();
        for (Claim claim : chosen) {
            boolean ofChosenId = claim.id().startsWith("c");
            switch (state.random.nextInt(4)) {
                case 0 ->
                    completions.add(new Ending.Complete(
                            claim, ("\"r of " + claim.entry() + "\" rn").getBytes(UTF_8), null, ofChosenId));
                case 1 -> completions.add(new Ending.Complete(claim, null, "n of " + claim.entry(), ofChosenId));
                default -> completions.add(new Ending.Complete(claim, null, null, ofChosenId));
            }
        }
        ClaimRequest request = request();
        ClaimAnswer answer = get(state.redis.store().workers().completeAndClaim(lane, completions, request));

        List<JobStatus> before = new ArrayList<>();
        completions.forEach(
                completion -> before.add(state.status(completion.claim().id())));
        assertThat(answer.settlements()).hasSameSizeAs(completions);
        for (int i = 0; i < completions.size(); i++) {
            Ending.Complete completion = completions.get(i);
            Settlement settlement = answer.settlements().get(i);
            if (state.letGo(lane, completion.claim())) {
                assertThat(settlement)
                        .isEqualTo(new Settlement(completion.claim().id(), true, null));
                QueueState.Job job = state.job(completion.claim().id());
                state.end(job, JobStatus.DONE);
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
        List<String> hand = state.hand(lane);
        if (request.most() == 0) {
            assertThat(answer.verdict()).isEqualTo(Verdict.NONE);
            return;
        }
        if (!state.live.contains(lane.worker())) {
            assertThat(answer.verdict()).isEqualTo(Verdict.EXPIRED);
            return;
        }
        int bare = 0;
        while (bare < hand.size() && bare < 8 && !hand.get(bare).contains(" ")) {
            bare++;
        }
        if (state.paused) {
            assertThat(answer.verdict()).isEqualTo(Verdict.PAUSED);
            for (int i = 0; i < bare; i++) {
                state.pending.add(0, hand.remove(0));
            }
            return;
        }
        List<String> candidates = new ArrayList<>();
        int registering = Math.min(bare, request.most());
        for (int i = 0; i < registering; i++) {
            candidates.add(hand.get(bare - 1 - i));
        }
        candidates.addAll(state.pending.subList(0, Math.min(state.pending.size(), request.most() - registering)));
        if (candidates.isEmpty()) {
            assertThat(answer.verdict()).isEqualTo(Verdict.EMPTY);
            return;
        }
        List<String> walked = withinBudget(candidates, request.maxBytes());
        boolean nothingLeft = walked.size() == candidates.size() && candidates.size() < request.most();
        assertThat(answer.verdict()).isEqualTo(nothingLeft ? Verdict.LAST : Verdict.TAKEN);
        List<String> taken = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        for (int i = 0; i < walked.size(); i++) {
            String id = walked.get(i);
            assertThat(
                            i < registering
                                    ? hand.remove(id)
                                    : state.pending.remove(0).equals(id))
                    .isTrue();
            if (state.status(id) == JobStatus.PENDING) {
                taken.add(id);
                state.job(id).status = JobStatus.IN_PROGRESS;
            } else {
                dropped.add(id);
                state.drop(id);
            }
        }
        assertThat(answer.dropped()).isEqualTo(dropped);
        assertThat(answer.claims()).extracting(Claim::id).isEqualTo(taken);
        for (int i = 0; i < taken.size(); i++) {
            taken(lane, request, i + 1, answer.claims().get(i));
        }
    }

    private void taken(Lane lane, ClaimRequest request, int n, Claim claim) {
        QueueState.Job job = state.job(claim.id());
        assertThat(claim.nonce()).isEqualTo(request.call());
        assertThat(n).isLessThanOrEqualTo(request.most());
        assertThat(claim.lane()).isEqualTo(lane);
        assertThat(claim.failures()).isEqualTo(job.failures);
        assertThat(claim.crashes()).isEqualTo(job.crashes);
        assertThat(claim.record()).hasSize((int) job.bytes);
        assertThat(Long.parseLong(claim.fence())).isGreaterThan(fences.getOrDefault(claim.id(), 0L));
        fences.put(claim.id(), Long.parseLong(claim.fence()));
        state.hand(lane).add(0, claim.entry());
        state.claims.put(claim.entry(), claim);
    }

    private List<String> withinBudget(List<String> ids, long most) {
        List<String> walked = new ArrayList<>();
        long bytes = 0;
        for (String id : ids) {
            QueueState.Job job = state.jobs.get(id);
            long size = job == null || job.purged ? 0 : job.bytes;
            if (!walked.isEmpty() && (bytes >= most || bytes + size > most)) {
                break;
            }
            bytes += size;
            walked.add(id);
        }
        return walked;
    }

    String adopt() {
        Lane lane = state.anyLane();
        List<String> hand = state.hand(lane);
        List<String> asked = new ArrayList<>(List.of("nobody", "nobody x-1 5"));
        for (int i = hand.size() - 1; i >= 0; i--) { // oldest first
            if (state.random.nextInt(3) > 0) {
                asked.add(hand.get(i));
            }
        }
        ClaimRequest request = request(asked.size());
        ClaimAnswer answer = get(state.redis.store().workers().adopt(lane, asked, request));
        if (!state.live.contains(lane.worker())) {
            assertThat(answer.verdict()).isEqualTo(Verdict.EXPIRED);
            return "adopt, expired";
        }
        List<String> standing = asked.subList(2, asked.size());
        List<String> ids = new ArrayList<>();
        standing.forEach(element -> ids.add(QueueState.idOf(element)));
        int walked = withinBudget(ids, request.maxBytes()).size();
        List<String> back = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        int n = 0;
        int given = 0;
        for (String element : standing.subList(0, walked)) {
            String id = QueueState.idOf(element);
            if (element.contains(" ")) {
                assertThat(answer.claims().get(n++).entry()).isEqualTo(element);
            } else if (state.status(id) != JobStatus.PENDING) {
                hand.remove(element);
                dropped.add(id);
                state.drop(id);
            } else if (state.paused) {
                hand.remove(element);
                back.add(id);
            } else {
                hand.remove(element);
                state.job(id).status = JobStatus.IN_PROGRESS;
                Claim claim = answer.claims().get(n++);
                assertThat(claim.id()).isEqualTo(id);
                taken(lane, request, ++given, claim);
            }
        }
        state.pending.addAll(0, back); // the oldest foremost
        assertThat(answer.claims()).hasSize(n);
        assertThat(answer.dropped()).isEqualTo(dropped);
        return "adopt " + walked + " of " + standing.size() + " in " + lane;
    }

    String settle() {
        Lane lane = state.anyLane();
        int kind = state.random.nextInt(7);
        List<Ending> endings = new ArrayList<>();
        for (Claim claim : state.anyClaims(lane)) {
            endings.add(
                    switch (kind) {
                        case 0, 1 ->
                            new Ending.Retry(
                                    claim, Duration.ofMillis(state.random.nextInt(3000)), TestRedis.failure(1));
                        case 2 -> new Ending.Snooze(claim, Duration.ofMillis(state.random.nextInt(3000)));
                        case 3, 4 -> new Ending.Release(claim);
                        case 5 -> new Ending.Bury(claim, "said so", TestRedis.failure(1), state.random.nextBoolean());
                        default -> new Ending.Concede(claim, "said so");
                    });
        }
        if (endings.isEmpty()) {
            return "settle nothing";
        }
        List<JobStatus> before = new ArrayList<>();
        endings.forEach(ending -> before.add(state.status(ending.claim().id())));
        List<Settlement> answer = get(state.redis.store().workers().settle(lane, endings));
        assertThat(answer).hasSameSizeAs(endings);
        List<String> back = new ArrayList<>();
        for (int i = 0; i < endings.size(); i++) {
            Ending ending = endings.get(i);
            String id = ending.claim().id();
            if (!state.letGo(lane, ending.claim())) {
                assertThat(answer.get(i)).isEqualTo(new Settlement(id, false, before.get(i)));
                continue;
            }
            QueueState.Job job = state.job(id);
            boolean conceded = job.asked && kind < 5;
            assertThat(answer.get(i)).isEqualTo(new Settlement(id, !conceded, conceded ? JobStatus.CANCELLED : null));
            if (conceded) {
                state.end(job, JobStatus.CANCELLED);
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
                state.end(job, JobStatus.DEAD);
            } else {
                state.end(job, JobStatus.CANCELLED);
            }
        }
        state.pending.addAll(0, back);
        return "settle " + endings;
    }

    private void wait(QueueState.Job job, JobStatus status, Duration delay) {
        job.status = status;
        job.due = state.millis() + delay.toMillis();
    }
}
