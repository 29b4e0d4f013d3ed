package dev.baton.redis;

import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.JobStatus;
import dev.baton.store.Claim;
import dev.baton.store.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What ought to stand in one queue, in plain words of Java, and random picks from it. */
final class QueueState {
    private static final Duration YEARS = Duration.ofDays(1000);

    static final class Job {
        final boolean chosen;
        final long bytes;
        final boolean once;
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

        Job(boolean chosen, long bytes, boolean once, JobStatus status) {
            this.chosen = chosen;
            this.bytes = bytes;
            this.once = once;
            this.status = status;
        }
    }

    final TestRedis redis;
    final Random random;
    final TreeMap<String, Job> jobs = new TreeMap<>();
    final List<String> pending = new ArrayList<>(); // foremost first
    final Map<Lane, List<String>> hands = new LinkedHashMap<>(); // as in the list, newest first
    final Map<String, Claim> claims = new LinkedHashMap<>(); // by entry
    final List<Claim> over = new ArrayList<>();
    final List<String> live = new ArrayList<>();
    final List<String> departed = new ArrayList<>();
    boolean paused;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int workers;
    private int ended;

    QueueState(TestRedis redis, Random random) {
        this.redis = redis;
        this.random = random;
        redis.clock(now);
        hire();
        hire();
    }

    int ended() {
        return ended;
    }

    /** Some time goes by, here and in Redis. */
    void pass() {
        now = now.plusMillis(1 + random.nextInt(2000)).plusNanos(1000L * random.nextInt(1000));
        if (random.nextInt(100) == 0) {
            now = now.plus(Duration.ofHours(random.nextInt(30)));
        }
        redis.clock(now);
    }

    long millis() {
        return now.toEpochMilli();
    }

    void hire() {
        String name = "w" + ++workers;
        assertThat(get(redis.store().workers().join(QUEUE, name, YEARS))).isTrue();
        live.add(name);
        hands.put(new Lane(QUEUE, name, 0), new ArrayList<>());
        hands.put(new Lane(QUEUE, name, 1), new ArrayList<>());
    }

    <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    Lane anyLane() {
        return any(List.copyOf(hands.keySet()));
    }

    List<String> anyIds() {
        List<String> ids = new ArrayList<>(List.of("nobody"));
        List<String> all = List.copyOf(jobs.keySet());
        for (int i = random.nextInt(6); i > 0 && !all.isEmpty(); i--) {
            ids.add(any(all));
        }
        Collections.shuffle(ids, random);
        return ids;
    }

    /** Claims of this lane, some that are over, some twice. */
    List<Claim> anyClaims(Lane lane) {
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

    List<String> hand(Lane lane) {
        List<String> hand = hands.get(lane);
        if (hand == null) {
            throw new AssertionError("no such lane " + lane);
        }
        return hand;
    }

    Job job(String id) {
        Job job = jobs.get(id);
        if (job == null) {
            throw new AssertionError("no such job " + id);
        }
        return job;
    }

    @Nullable
    JobStatus status(String id) {
        Job job = jobs.get(id);
        return job == null ? null : job.status;
    }

    boolean letGo(Lane lane, Claim claim) {
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

    void end(Job job, JobStatus status) {
        job.status = status;
        job.asked = false;
        job.endedAt = millis();
        ended++;
    }

    /** A stale id is gone from its last place; its status too, if its record was purged before. */
    void drop(String id) {
        Job job = jobs.get(id);
        if (job != null && job.status == JobStatus.CANCELLED && job.stale) {
            job.stale = false;
            if (job.purged) {
                jobs.remove(id);
            }
        }
    }

    static boolean waits(Job job) {
        return job.status == JobStatus.SCHEDULED || job.status == JobStatus.RETRYING;
    }

    static boolean isTerminal(Job job) {
        return job.status == JobStatus.DONE || job.status == JobStatus.DEAD || job.status == JobStatus.CANCELLED;
    }

    static String idOf(String element) {
        int space = element.indexOf(' ');
        return space < 0 ? element : element.substring(0, space);
    }

    static String key(String id, String of) {
        return "baton:{q}:job:" + id + of;
    }

    static String list(Lane lane) {
        return "baton:{q}:processing:" + lane.worker() + (lane.number() == 0 ? "" : ":" + lane.number());
    }
}
