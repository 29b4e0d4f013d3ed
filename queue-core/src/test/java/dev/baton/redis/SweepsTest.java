package dev.baton.redis;

import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.WORKER;
import static dev.baton.redis.TestRedis.failure;
import static dev.baton.redis.TestRedis.get;
import static dev.baton.redis.TestRedis.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.model.JobStatus;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import dev.baton.store.SweepStore;
import dev.baton.store.SweepStore.PromoteAnswer;
import dev.baton.store.SweepStore.ReclaimAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The background duties but for purge, pass by pass, with the clock in the test's hand. */
class SweepsTest extends OnLentRedis {
    private static final Duration DAY = Duration.ofDays(1);

    private SweepStore sweeps() {
        return redis.store().sweeps();
    }

    private ReclaimAnswer reclaim(String worker, int most) {
        return get(sweeps().reclaim(QUEUE, worker, most, 3));
    }

    private void leave() {
        get(redis.store().workers().leave(QUEUE, WORKER));
    }

    @Test
    void aLiveWorkerKeepsWhatItHoldsAndAnExpiredOneIsFound() {
        redis.held("a");
        redis.clock(START.plus(Duration.ofHours(1)).minusMillis(1));
        assertThat(get(sweeps().expiredWorkers(QUEUE, 10))).isEmpty();
        assertThat(reclaim(WORKER, 10))
                .isEqualTo(new ReclaimAnswer(false, List.of(), List.of(), List.of(), 0, 0, false));

        redis.clock(START.plus(Duration.ofHours(1)));
        assertThat(get(sweeps().expiredWorkers(QUEUE, 10))).containsExactly(WORKER);
        ReclaimAnswer answer = reclaim(WORKER, 10);
        assertThat(answer.dead()).isTrue();
        assertThat(answer.reclaimed()).containsExactly("a");
        assertThat(redis.list("pending")).containsExactly("a");
        assertThat(get(sweeps().expiredWorkers(QUEUE, 10))).isEmpty();
        assertThat(reclaim(WORKER, 10).reclaimed()).isEmpty();
    }

    @Test
    void theThirdCrashBuriesAJobAsPoison() {
        redis.enqueueIds("killer");
        for (int crash = 1; crash <= 3; crash++) {
            String worker = "w" + crash;
            get(redis.store().workers().join(QUEUE, worker, Duration.ofSeconds(1)));
            var lane = new dev.baton.store.Lane(QUEUE, worker, crash);
            Claim claim = get(redis.store().workers().completeAndClaim(lane, List.of(), redis.request(1)))
                    .claims()
                    .get(0);
            assertThat(claim.crashes()).isEqualTo(crash - 1);
            assertThat(claim.attempt()).isEqualTo(crash);
            redis.clock(START.plusSeconds(2L * crash));
            ReclaimAnswer answer = reclaim(worker, 10);
            assertThat(answer.buried()).isEqualTo(crash == 3 ? List.of("killer") : List.of());
            assertThat(answer.reclaimed()).isEqualTo(crash == 3 ? List.of() : List.of("killer"));
        }
        assertThat(redis.status("killer")).isEqualTo("dead");
        var view = get(redis.store().inspection().find(QUEUE, "killer")).orElseThrow();
        assertThat(view.reason()).startsWith("poison: 3 workers died");
        assertThat(view.crashes()).isEqualTo(3);
        assertThat(view.errors()).extracting(failure -> failure.worker()).containsExactly("w1", "w2", "w3");
        assertThat(redis.raw().hgetall("baton:{q}:stats"))
                .containsEntry("reclaimed", "2")
                .containsEntry("dead", "1");
    }

    @Test
    void aReclaimedJobWhoseCancellationWasAskedForIsCancelled() {
        redis.held("a");
        get(redis.store().inspection().cancel(QUEUE, List.of("a")));
        leave();

        assertThat(reclaim(WORKER, 10).cancelled()).containsExactly("a");

        assertThat(redis.status("a")).isEqualTo("cancelled");
        assertThat(redis.list("pending")).isEmpty();
        assertThat(redis.raw().exists("baton:{q}:cancelling")).isZero();
    }

    @Test
    void bareIdsAreSalvagedToTheFrontInTheirOldOrderUncounted() {
        redis.join();
        redis.enqueueIds("first", "second", "third", "fourth");
        redis.move();
        redis.move();
        redis.move();
        get(redis.store().inspection().cancel(QUEUE, List.of("second")));
        redis.enqueueIds("late");
        leave();

        ReclaimAnswer answer = reclaim(WORKER, 10);

        assertThat(answer.salvaged()).isEqualTo(2);
        assertThat(answer.dropped()).isEqualTo(1);
        assertThat(answer.more()).isFalse();
        // The front is the right end.
        assertThat(redis.list("pending")).containsExactly("late", "fourth", "third", "first");
        assertThat(redis.raw().exists("baton:{q}:tries", "baton:{q}:stale")).isZero();
    }

    /** After a rollback, or by hand: each of these elements belongs to a job that is elsewhere, or stands there twice. */
    @Test
    void aReclaimDropsWhatDoesNotFitTheStatusOfItsJob() {
        redis.seed("ended", Optional.of(JobStatus.DONE));
        redis.held("run");
        redis.enqueueIds("moved", "waits", "stale");
        redis.seed("elsewhere", Optional.of(JobStatus.PENDING));
        redis.raw().set("baton:{q}:job:elsewhere:status", "in-progress");
        get(redis.store().inspection().cancel(QUEUE, List.of("stale")));
        redis.move();
        redis.raw()
                .lpush(
                        "baton:{q}:processing:w",
                        "run another 1",
                        "elsewhere",
                        "waits x 1",
                        "ended x 1",
                        "stale x 1",
                        "moved");
        leave();

        assertThat(reclaim(WORKER, 10))
                .isEqualTo(new ReclaimAnswer(true, List.of("run"), List.of(), List.of(), 1, 6, false));

        assertThat(redis.list("pending")).containsExactly("run", "elsewhere", "stale", "waits", "moved");
        assertThat(redis.raw().hget("baton:{q}:tries", "run")).startsWith("0 1 ");
        assertThat(redis.raw().hkeys("baton:{q}:tries")).containsExactly("run");
        assertThat(redis.status("ended")).isEqualTo("done");
        assertThat(redis.status("elsewhere")).isEqualTo("in-progress");
        // Its id still stands in pending: only who meets it there forgets it.
        assertThat(redis.raw().smembers("baton:{q}:stale")).containsExactly("stale");
    }

    @Test
    void aReclaimIsBoundedAndSaysThatThereIsMore() {
        redis.join();
        redis.enqueueIds("a", "b", "c", "d", "e");
        redis.claim(3);
        redis.move();
        get(redis.store()
                .workers()
                .completeAndClaim(new dev.baton.store.Lane(QUEUE, WORKER, 3), List.of(), redis.request(1)));
        leave();

        ReclaimAnswer first = reclaim(WORKER, 2);
        assertThat(first.reclaimed()).containsExactly("a", "b");
        assertThat(first.more()).isTrue();
        ReclaimAnswer second = reclaim(WORKER, 3);
        assertThat(second.reclaimed()).containsExactly("c", "e");
        assertThat(second.salvaged()).isEqualTo(1);
        assertThat(second.more()).isFalse();
        assertThat(redis.raw().keys("baton:{q}:processing:*")).isEmpty();
        assertThat(redis.list("pending")).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    }

    @Test
    void dueJobsArePromotedEarliestFirstToTheBackAndBounded() {
        redis.enqueue(
                job("third", Duration.ofSeconds(30)),
                job("first", Duration.ofSeconds(10)),
                job("second", Duration.ofSeconds(20)),
                job("later", Duration.ofSeconds(99)));
        redis.enqueueIds("waits");
        redis.clock(START.plusSeconds(30));

        PromoteAnswer two = get(sweeps().promote(QUEUE, 2));
        assertThat(two.promoted()).isEqualTo(2);
        assertThat(two.nextDueMillis()).hasValue(START.plusSeconds(30).toEpochMilli());
        PromoteAnswer rest = get(sweeps().promote(QUEUE, 2));
        assertThat(rest.promoted()).isEqualTo(1);
        assertThat(rest.nextDueMillis()).hasValue(START.plusSeconds(99).toEpochMilli());

        assertThat(redis.list("pending")).containsExactly("third", "second", "first", "waits");
        assertThat(redis.status("later")).isEqualTo("scheduled");
    }

    @Test
    void strayListsAreFoundPageByPageAndSalvaged() {
        redis.enqueueIds("a", "b");
        redis.move();
        redis.raw().lpush("baton:{q}:processing:gone.host-1_x:2", "b");
        redis.raw().lrem("baton:{q}:pending", 1, "b");
        redis.raw().lpush("baton:{q2}:processing:other", "x");

        List<String> found = new ArrayList<>();
        String cursor = "0";
        do {
            var page = get(sweeps().strays(QUEUE, cursor));
            found.addAll(page.workers());
            cursor = page.next();
        } while (!cursor.equals("0"));

        assertThat(found).containsExactlyInAnyOrder("w", "gone.host-1_x");
        found.forEach(worker -> assertThat(reclaim(worker, 10).salvaged()).isEqualTo(1));
        assertThat(redis.list("pending")).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aRegisteredWorkerIsNoStray() {
        redis.held("a");
        assertThat(get(sweeps().strays(QUEUE, "0")).workers()).isEmpty();
    }

    @Test
    void expiredNamesAreKeptADayAndAsLongAsTheyHoldSomething() {
        redis.held("a");
        get(redis.store().workers().join(QUEUE, "idle", Duration.ofHours(1)));
        redis.clock(START.plus(Duration.ofHours(24)));
        get(sweeps().expiredWorkers(QUEUE, 10));
        assertThat(redis.raw().zrange("baton:{q}:workers", 0, -1)).containsExactly("idle", "w");

        redis.clock(START.plus(Duration.ofHours(26)));
        assertThat(get(sweeps().expiredWorkers(QUEUE, 10))).containsExactly("w");
        assertThat(redis.raw().zrange("baton:{q}:workers", 0, -1)).containsExactly("w");
    }

    @Test
    void aReplayedJobStartsAnewAndItsFenceRises() {
        Claim first = redis.held("d");
        redis.settle(new Ending.Bury(first, "said so", failure(1), true));
        assertThat(get(redis.store().inspection().replay(QUEUE, List.of("unknown", "d"))))
                .extracting(answer -> answer.replayed())
                .containsExactly(false, true);

        Claim second = redis.claim(1).claims().get(0);

        assertThat(second.attempt()).isEqualTo(1);
        assertThat(Long.parseLong(second.fence())).isGreaterThan(Long.parseLong(first.fence()));
        assertThat(redis.raw().exists("baton:{q}:job:d:run", "baton:{q}:dead")).isZero();
    }

    @Test
    void fencesRiseWithEveryClaimThoughTheClockStandsStillOrGoesBack() {
        long last = 0;
        redis.join();
        redis.enqueueIds("f");
        for (int i = 0; i < 4; i++) {
            redis.clock(i == 3 ? START.minusSeconds(60) : START);
            Claim claim = redis.claim(1).claims().get(0);
            assertThat(Long.parseLong(claim.fence())).isGreaterThan(last);
            last = Long.parseLong(claim.fence());
            redis.settle(new Ending.Release(claim));
        }
    }

    @Test
    void aReclaimNotesTheFenceOfTheClaimThatWasLost() {
        Claim lost = redis.held("n");
        leave();

        reclaim(WORKER, 10);

        assertThat(redis.raw().hget("baton:{q}:tries", "n")).isEqualTo("0 1 " + lost.fence());
    }

    /** Every way out of a claim but a completion leaves its fence behind. */
    @Test
    void whatEndedOtherwiseThanWellIsNotedWithItsFence() {
        noted(claim -> new Ending.Retry(claim, DAY, failure(1)), "1 0");
        noted(claim -> new Ending.Snooze(claim, DAY), "0 0");
        noted(Ending.Release::new, "0 0");
        noted(claim -> new Ending.Bury(claim, "said so", failure(1), true), "1 0");
        noted(claim -> new Ending.Bury(claim, "too late", failure(1), false), "0 0");
        noted(claim -> new Ending.Concede(claim, "was asked"), "0 0");
        noted(
                claim -> {
                    get(redis.store().inspection().cancel(QUEUE, List.of(claim.id())));
                    return new Ending.Snooze(claim, DAY);
                },
                "0 0");
    }

    private void noted(Function<Claim, Ending> how, String counts) {
        clear();
        Claim claim = redis.held("n");
        redis.settle(how.apply(claim));
        assertThat(redis.raw().hgetall("baton:{q}:tries"))
                .containsExactly(Map.entry("n", counts + " " + claim.fence()));
    }

    @Test
    void aPassOutsideItsBoundsIsRefused() {
        assertThatThrownBy(() -> sweeps().promote(QUEUE, 0)).hasMessageContaining("use 1 to 1000");
        assertThatThrownBy(() -> sweeps().reclaim(QUEUE, WORKER, 1001, 3)).hasMessageContaining("use 1 to 1000");
        assertThatThrownBy(() -> sweeps().reclaim(QUEUE, WORKER, 10, 0)).hasMessageContaining("maxCrashes 0");
    }
}
