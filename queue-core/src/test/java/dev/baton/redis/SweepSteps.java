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
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.Lane;
import dev.baton.store.NewJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What producers, people and background duties do at random, in Redis and in the {@link QueueState}. */
final class SweepSteps {
    private static final int MAX_CRASHES = 3;
    private static final int CHOSEN_IDS = 60;

    private final QueueState state;
    private int generated;

    SweepSteps(QueueState state) {
        this.state = state;
    }

    String enqueue() {
        int count = 1 + state.random.nextInt(state.random.nextInt(10) == 0 ? 60 : 6);
        List<NewJob> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean chosen = state.random.nextInt(3) == 0;
            String id = chosen ? "c" + state.random.nextInt(CHOSEN_IDS) : "g" + ++generated;
            int bytes =
                    state.random.nextInt(12) == 0 ? 17_000 + state.random.nextInt(60_000) : state.random.nextInt(40);
            byte[] tail = TestRedis.CODEC.recordTail(new JobCodec.Draft(
                    "type",
                    ("\"" + "x".repeat(bytes) + "\"").getBytes(UTF_8),
                    RetryPolicy.DEFAULT,
                    null,
                    null,
                    List.of(),
                    chosen));
            NewJob.Start start = state.random.nextInt(5) == 0
                    ? new NewJob.Start.After(Duration.ofMillis(state.random.nextInt(9000)))
                    : new NewJob.Start.Now();
            batch.add(new NewJob(id, tail, start, state.random.nextInt(4) == 0));
            if (state.random.nextInt(15) == 0) {
                batch.add(batch.get(state.random.nextInt(batch.size())));
            }
        }
        List<EnqueueAnswer> answers = get(state.redis.store().enqueues().enqueue(QUEUE, batch));
        assertThat(answers).hasSameSizeAs(batch);
        for (int i = 0; i < batch.size(); i++) {
            NewJob made = batch.get(i);
            EnqueueAnswer answer = answers.get(i);
            JobStatus before = state.status(made.id());
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
            QueueState.Job job = new QueueState.Job(
                    made.id().startsWith("c"),
                    state.redis.raw().strlen(QueueState.key(made.id(), "")),
                    made.atMostOnce(),
                    delay > 0 ? JobStatus.SCHEDULED : JobStatus.PENDING);
            assertThat(answer).isEqualTo(new EnqueueAnswer.Created(made.id(), job.status));
            state.jobs.put(made.id(), job);
            if (delay > 0) {
                job.due = state.millis() + delay;
            } else {
                state.pending.add(made.id());
            }
        }
        return "enqueue " + batch.size();
    }

    String cancel() {
        List<String> ids = state.anyIds();
        var answers = get(state.redis.store().inspection().cancel(QUEUE, ids));
        for (int i = 0; i < ids.size(); i++) {
            assertThat(answers.get(i).id()).isEqualTo(ids.get(i));
        }
        for (String id : new HashSet<>(ids)) {
            QueueState.Job job = state.jobs.get(id);
            if (job == null) {
                continue;
            }
            switch (job.status) {
                case PENDING -> {
                    state.end(job, JobStatus.CANCELLED);
                    job.stale = true;
                }
                case SCHEDULED, RETRYING -> state.end(job, JobStatus.CANCELLED);
                case IN_PROGRESS -> job.asked = true;
                default -> {}
            }
        }
        return "cancel " + ids;
    }

    String replay() {
        List<String> ids = state.anyIds();
        state.jobs.forEach((id, job) -> {
            if (job.status == JobStatus.DEAD && state.random.nextInt(3) == 0) {
                ids.add(id);
                ids.add(id);
            }
        });
        get(state.redis.store().inspection().replay(QUEUE, ids));
        for (String id : ids) {
            QueueState.Job job = state.jobs.get(id);
            if (job != null && job.status == JobStatus.DEAD) {
                job.status = JobStatus.PENDING;
                job.failures = 0;
                job.crashes = 0;
                state.pending.add(id);
            }
        }
        return "replay " + ids;
    }

    String leave() {
        if (state.departed.size() > 1) {
            return "nobody leaves";
        }
        String name = state.any(state.live);
        get(state.redis.store().workers().leave(QUEUE, name));
        state.live.remove(name);
        state.departed.add(name);
        state.hire();
        return "leave " + name;
    }

    String reclaim() {
        if (state.departed.isEmpty() || state.random.nextInt(8) == 0) {
            assertThat(get(state.redis.store().sweeps().reclaim(QUEUE, state.live.get(0), 10, MAX_CRASHES))
                            .dead())
                    .isFalse();
            return "reclaim from the living";
        }
        String name = state.departed.get(0);
        int most = 1 + state.random.nextInt(12);
        var answer = get(state.redis.store().sweeps().reclaim(QUEUE, name, most, MAX_CRASHES));
        List<String> salvaged = new ArrayList<>();
        List<String> reclaimed = new ArrayList<>();
        Set<String> buried = new HashSet<>();
        int left = most;
        boolean more = false;
        for (int number = 0; number < 2; number++) {
            Lane lane = new Lane(QUEUE, name, number);
            List<String> hand = state.hand(lane);
            for (; left > 0 && !hand.isEmpty(); left--) {
                String element = hand.remove(hand.size() - 1);
                String id = QueueState.idOf(element);
                Claim claim = state.claims.remove(element);
                QueueState.Job job = state.jobs.get(id);
                if (claim == null) {
                    if (state.status(id) == JobStatus.PENDING) {
                        salvaged.add(id);
                    } else {
                        state.drop(id);
                    }
                    continue;
                }
                state.over.add(claim);
                if (job == null) {
                    throw new AssertionError("a claim of no job: " + element);
                }
                job.crashes++;
                if (job.asked) {
                    state.end(job, JobStatus.CANCELLED);
                } else if (job.once || job.crashes >= MAX_CRASHES) {
                    state.end(job, JobStatus.DEAD);
                    buried.add(id);
                } else {
                    job.status = JobStatus.PENDING;
                    reclaimed.add(id);
                }
            }
            more |= !hand.isEmpty();
        }
        state.pending.addAll(reclaimed);
        state.pending.addAll(0, salvaged);
        assertThat(answer.reclaimed()).isEqualTo(reclaimed);
        assertThat(answer.buried()).hasSameElementsAs(buried);
        assertThat(answer.salvaged()).isEqualTo(salvaged.size());
        assertThat(answer.more()).isEqualTo(more);
        if (!more) {
            state.departed.remove(0);
            state.hands.keySet().removeIf(lane -> lane.worker().equals(name));
        }
        return "reclaim " + most + " of " + name;
    }

    String promote() {
        int most = 1 + state.random.nextInt(10);
        get(state.redis.store().sweeps().promote(QUEUE, most));
        List<String> due = new ArrayList<>();
        state.jobs.forEach((id, job) -> {
            if (QueueState.waits(job) && job.due <= state.millis()) {
                due.add(id);
            }
        });
        due.sort((a, b) -> {
            int byTime = Long.compare(state.job(a).due, state.job(b).due);
            return byTime != 0 ? byTime : a.compareTo(b);
        });
        for (String id : due.subList(0, Math.min(most, due.size()))) {
            state.job(id).status = JobStatus.PENDING;
            state.pending.add(id);
        }
        return "promote " + most;
    }

    /** What purge forgets is not foretold but judged: only what has ended, not too soon, and without a trace. */
    String purge() {
        Retention retention = new Retention(
                Duration.ofMinutes(1 + state.random.nextInt(100)),
                state.random.nextInt(40),
                state.random.nextBoolean() ? 300_000 : 64 << 20,
                Duration.ofHours(1 + state.random.nextInt(40)));
        get(state.redis.store().sweeps().purge(QUEUE, retention, 1 + state.random.nextInt(60)));
        List<String> ids = List.copyOf(state.jobs.keySet());
        for (String id : ids) {
            QueueState.Job job = state.job(id);
            if (state.redis.raw().exists(QueueState.key(id, "")) == 1) {
                continue;
            }
            assertThat(QueueState.isTerminal(job))
                    .as("%s is purged, %s", id, job.status)
                    .isTrue();
            assertThat(state.redis.raw().hexists("baton:{q}:tries", id)).as(id).isFalse();
            assertThat(state.redis.raw().exists(QueueState.key(id, ":run")))
                    .as("left of %s: %s", id, state.redis.raw().keys(QueueState.key(id, "*")))
                    .isZero();
            job.purged = true;
            if (state.redis.status(id) == null) {
                long since = state.millis() - job.endedAt;
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
                state.jobs.remove(id);
            }
        }
        return "purge " + retention;
    }
}
