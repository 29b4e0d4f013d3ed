package dev.baton.redis;

import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.WORKER;
import static dev.baton.redis.TestRedis.failure;
import static dev.baton.redis.TestRedis.get;
import static dev.baton.redis.TestRedis.job;
import static dev.baton.redis.TestRedis.onceJob;
import static dev.baton.redis.TestRedis.tail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.Retention;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import dev.baton.store.NewJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What Redis knows of jobs that may be started only once, and what it does about them. */
@Tag("contract")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AtMostOnceTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String TRIES = "baton:{q}:tries";

    private TestRedis redis;

    @BeforeAll
    void start() {
        redis = new TestRedis();
    }

    @AfterAll
    void stop() {
        redis.close();
    }

    @BeforeEach
    void clear() {
        redis.clear();
        redis.clock(START);
        redis.join();
    }

    private Claim claimed(String id) {
        redis.enqueue(onceJob(id));
        return redis.claim(1).claims().get(0);
    }

    private void die() {
        get(redis.store().workers().leave(QUEUE, WORKER));
    }

    private String tries(String id) {
        return String.valueOf(redis.raw().hget(TRIES, id));
    }

    @Test
    void onlySuchJobsAreMarked() {
        redis.enqueue(job("a"), onceJob("b"), job("c"));

        assertThat(redis.raw().hgetall(TRIES)).isEqualTo(java.util.Map.of("b", "0 0 0 once"));
        assertThat(redis.list("pending")).containsExactly("c", "b", "a");
    }

    @Test
    void theMarkGoesWithEveryWayOfStarting() {
        NewJob later = new NewJob("later", tail("1"), new NewJob.Start.After(Duration.ofSeconds(1)), true);
        NewJob at = new NewJob("at", tail("1"), new NewJob.Start.At(START.plusSeconds(2)), true);
        redis.enqueue(later, at);

        assertThat(redis.raw().hgetall(TRIES)).containsOnlyKeys("later", "at");
        assertThat(redis.raw().zscore("baton:{q}:scheduled", "later")).isEqualTo(START.toEpochMilli() + 1000);
        assertThat(redis.raw().zscore("baton:{q}:scheduled", "at")).isEqualTo(START.toEpochMilli() + 2000);
    }

    @Test
    void anIdThatIsKnownKeepsItsOwnMark() {
        redis.enqueue(job("a"), onceJob("b"));
        redis.enqueue(onceJob("a"), job("b"));

        assertThat(redis.raw().hgetall(TRIES)).containsOnlyKeys("b");
    }

    @Test
    void aDeadWorkerLeavesItDeadAtTheFirstCrash() {
        claimed("b");
        die();
        var answer = get(redis.store().sweeps().reclaim(QUEUE, WORKER, 10, 3));

        assertThat(answer.buried()).containsExactly("b");
        assertThat(answer.reclaimed()).isEmpty();
        assertThat(redis.status("b")).isEqualTo("dead");
        assertThat(redis.list("pending")).isEmpty();
        assertThat(redis.raw().hget("baton:{q}:job:b:run", "reason"))
                .isEqualTo("abandoned: its worker died while it held it, and it may be started only once");
        assertThat(tries("b")).startsWith("0 1 ").endsWith(" once");
    }

    @Test
    void whatWasNeverClaimedIsSalvaged() {
        redis.enqueue(onceJob("b"));
        redis.move();
        die();
        var answer = get(redis.store().sweeps().reclaim(QUEUE, WORKER, 10, 3));

        assertThat(answer.salvaged()).isEqualTo(1);
        assertThat(redis.list("pending")).containsExactly("b");
        assertThat(tries("b")).isEqualTo("0 0 0 once");
    }

    @Test
    void theMarkOutlivesReleaseSnoozeAndReplay() {
        redis.settle(new Ending.Release(claimed("b")));
        assertThat(tries("b")).startsWith("0 0 ").endsWith(" once");

        redis.settle(new Ending.Snooze(redis.claim(1).claims().get(0), Duration.ofMillis(1)));
        assertThat(tries("b")).startsWith("0 0 ").endsWith(" once");

        redis.clock(START.plusSeconds(1));
        get(redis.store().sweeps().promote(QUEUE, 10));
        Claim claim = redis.claim(1).claims().get(0);
        assertThat(claim.attempt()).isEqualTo(1);
        redis.settle(new Ending.Bury(claim, "at most once: it failed", failure(1), true));
        assertThat(tries("b")).startsWith("1 0 ").endsWith(" once");

        get(redis.store().inspection().replay(QUEUE, List.of("b")));
        Claim again = redis.claim(1).claims().get(0);
        assertThat(again.attempt()).isEqualTo(1);
        assertThat(Long.parseLong(again.fence())).isGreaterThan(Long.parseLong(claim.fence()));
        die();
        assertThat(get(redis.store().sweeps().reclaim(QUEUE, WORKER, 10, 3)).buried())
                .containsExactly("b");
    }

    @Test
    void aWaitingCancellationIsStrongerThanAbandonment() {
        claimed("b");
        get(redis.store().inspection().cancel(QUEUE, List.of("b")));
        die();

        assertThat(get(redis.store().sweeps().reclaim(QUEUE, WORKER, 10, 3)).cancelled())
                .containsExactly("b");
    }

    @Test
    void damagedWordsBeforeTheMarkDoNotLoseIt() {
        claimed("b");
        redis.raw().hset(TRIES, "b", "what once");
        die();

        assertThat(get(redis.store().sweeps().reclaim(QUEUE, WORKER, 10, 3)).buried())
                .containsExactly("b");
    }

    @Test
    void nothingOfItIsLeftWhenItIsPurged() {
        Claim claim = claimed("b");
        assertThat(claim.tried())
                .as("so that its completion marks it for the purge")
                .isTrue();
        redis.complete(claim);
        redis.clock(START.plus(Duration.ofDays(40)));
        get(redis.store().sweeps().purge(QUEUE, Retention.DEFAULT, 10));

        assertThat(redis.raw().exists(TRIES)).isZero();
        assertThat(redis.raw().keys("baton:{q}:job:*")).isEmpty();
    }
}
