package dev.baton.redis;

import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.WORKER;
import static dev.baton.redis.TestRedis.failure;
import static dev.baton.redis.TestRedis.get;
import static dev.baton.redis.TestRedis.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.model.JobStatus;
import dev.baton.model.Retention;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.SweepStore;
import dev.baton.store.SweepStore.PromoteAnswer;
import dev.baton.store.SweepStore.PurgeAnswer;
import dev.baton.store.SweepStore.ReclaimAnswer;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The background duties, pass by pass, with the clock in the test's hand. */
@Tag("contract")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LentRedis.class)
class SweepsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private TestRedis redis;

    @BeforeAll
    void start(TestRedis lent) {
        redis = lent;
    }

    @BeforeEach
    void clear() {
        redis.clear();
        redis.clock(START);
    }

    private SweepStore sweeps() {
        return redis.store().sweeps();
    }

    private ReclaimAnswer reclaim(String worker, int most) {
        return get(sweeps().reclaim(QUEUE, worker, most, 3));
    }

    private void leave() {
        get(redis.store().workers().leave(QUEUE, WORKER));
    }

    private PurgeAnswer purge(Retention retention, int most) {
        return get(sweeps().purge(QUEUE, retention, most));
    }

    private void done(boolean chosen, String... ids) {
        for (String id : ids) {
            redis.complete(new Ending.Complete(redis.held(id), null, null, chosen));
        }
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
    void doneJobsArePurgedByAge() {
        done(true, "old");
        redis.clock(START.plusSeconds(60));
        done(true, "young");
        redis.clock(START.plus(DAY).plusSeconds(30));

        PurgeAnswer answer = purge(Retention.DEFAULT, 100);

        assertThat(answer).isEqualTo(new PurgeAnswer(1, 0, 0, false));
        assertThat(redis.raw().keys("baton:{q}:job:old*")).isEmpty();
        assertThat(redis.status("young")).isEqualTo("done");
        assertThat(redis.raw().exists("baton:{q}:job:young")).isEqualTo(1);
    }

    @Test
    void doneJobsArePurgedByCountOldestFirstAndBounded() {
        done(true, "a", "b", "c", "d", "e");
        Retention two = new Retention(DAY, 2, 64 << 20, DAY);

        assertThat(purge(two, 2)).isEqualTo(new PurgeAnswer(2, 0, 0, true));
        assertThat(purge(two, 2)).isEqualTo(new PurgeAnswer(1, 0, 0, false));

        assertThat(redis.list("done")).hasSize(2).allSatisfy(e -> assertThat(e).matches("[de] .*"));
        assertThat(redis.raw().hget("baton:{q}:stats", "done-bytes"))
                .isEqualTo(String.valueOf(2 * redis.raw().strlen("baton:{q}:job:d")));
    }

    @Test
    void doneJobsArePurgedByBytesOfRecordsAndResults() {
        for (String id : List.of("a", "b", "c")) {
            redis.complete(new Ending.Complete(redis.held(id), new byte[1000], null, true));
        }
        long each = 1000 + redis.raw().strlen("baton:{q}:job:a");

        assertThat(purge(new Retention(DAY, 100, 3 * each, DAY), 100).total()).isZero();
        assertThat(purge(new Retention(DAY, 100, 3 * each - 1, DAY), 100).done())
                .isEqualTo(1);
        assertThat(redis.raw().exists("baton:{q}:job:a", "baton:{q}:job:a:run")).isZero();
        assertThat(redis.raw().exists("baton:{q}:job:b", "baton:{q}:job:b:run")).isEqualTo(2);
    }

    @Test
    void deadJobsAreKeptByTheirOwnAgeAndCountedWhenTheyGo() {
        redis.seed("d", Optional.of(JobStatus.DEAD));
        redis.clock(START.plus(Duration.ofDays(30)).minusMillis(1));
        assertThat(purge(Retention.DEFAULT, 100).total()).isZero();

        redis.clock(START.plus(Duration.ofDays(30)));
        assertThat(purge(Retention.DEFAULT, 100)).isEqualTo(new PurgeAnswer(0, 1, 0, false));
        assertThat(redis.raw().keys("baton:{q}:job:*")).isEmpty();
        assertThat(redis.raw().hget("baton:{q}:stats", "dead-purged")).isEqualTo("1");
    }

    @Test
    void deadJobsArePurgedOldestFirstAndBounded() {
        for (int i = 0; i < 3; i++) {
            redis.clock(START.plusSeconds(i));
            redis.seed("d" + i, Optional.of(JobStatus.DEAD));
        }
        redis.clock(START.plus(Duration.ofDays(40)));

        assertThat(purge(Retention.DEFAULT, 2)).isEqualTo(new PurgeAnswer(0, 2, 0, true));
        assertThat(redis.status("d2")).isEqualTo("dead");
        assertThat(purge(Retention.DEFAULT, 2)).isEqualTo(new PurgeAnswer(0, 1, 0, false));
    }

    @Test
    void aChosenIdIsRefusedForADayAfterItsEndThoughItsRecordIsGone() {
        done(true, "order-42");
        purge(new Retention(DAY, 0, 0, DAY), 100);
        assertThat(redis.raw().exists("baton:{q}:job:order-42")).isZero();

        assertThat(redis.enqueue(job("order-42")))
                .containsExactly(new EnqueueAnswer.Existing("order-42", JobStatus.DONE, false));
        redis.clock(START.plus(DAY).minusMillis(1));
        purge(Retention.DEFAULT, 100);
        assertThat(redis.status("order-42")).isEqualTo("done");

        redis.clock(START.plus(DAY));
        purge(Retention.DEFAULT, 100);
        assertThat(redis.raw().exists("baton:{q}:remembered")).isZero();
        assertThat(redis.enqueue(job("order-42")))
                .containsExactly(new EnqueueAnswer.Created("order-42", JobStatus.PENDING));
    }

    @Test
    void aGeneratedIdIsRefusedForTenMinutesAfterItsEnd() {
        done(false, "g");
        redis.clock(START.plus(Duration.ofMinutes(4)));

        purge(new Retention(DAY, 0, 0, DAY), 100);

        assertThat(redis.raw().exists("baton:{q}:job:g")).isZero();
        assertThat(redis.status("g")).isEqualTo("done");
        assertThat(redis.raw().exists("baton:{q}:remembered")).isZero();
        redis.clock(START.plus(Duration.ofMinutes(10)).minusMillis(1));
        purge(Retention.DEFAULT, 100);
        assertThat(redis.status("g")).isEqualTo("done");

        redis.clock(START.plus(Duration.ofMinutes(10)));
        purge(Retention.DEFAULT, 100);
        assertThat(redis.status("g")).isNull();
        assertThat(redis.raw().exists("baton:{q}:fading")).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tombstonesGoOldestFirstAndBounded(boolean chosen) {
        String tombstones = chosen ? "remembered" : "fading";
        done(chosen, "a", "b", "c");
        redis.clock(START.plusSeconds(60));
        done(chosen, "d", "e");
        purge(new Retention(DAY, 0, 0, DAY), 100);
        assertThat(redis.list(tombstones)).hasSize(5);
        redis.clock(START.plus(chosen ? DAY : Duration.ofMinutes(10)));

        assertThat(purge(Retention.DEFAULT, 2).more()).isTrue();
        assertThat(redis.raw().keys("baton:{q}:job:*")).hasSize(3).noneMatch(key -> key.matches(".*:[ab]:status"));
        assertThat(purge(Retention.DEFAULT, 2).more()).isFalse();

        assertThat(redis.list(tombstones))
                .hasSize(2)
                .allSatisfy(e -> assertThat(e).matches("[de] .*"));
        assertThat(redis.raw().keys("baton:{q}:job:*"))
                .containsExactlyInAnyOrder("baton:{q}:job:d:status", "baton:{q}:job:e:status");
    }

    @Test
    void aChosenIdThatEndedADayAgoIsNotRememberedAnyMore() {
        done(true, "order-42");
        redis.clock(START.plus(DAY));

        assertThat(purge(Retention.DEFAULT, 100).done()).isEqualTo(1);

        assertThat(redis.raw().keys("baton:{q}:job:*")).isEmpty();
        assertThat(redis.raw().exists("baton:{q}:remembered")).isZero();
    }

    @Test
    void atMostAMillionIdsAreRemembered() {
        redis.raw()
                .eval(
                        "local some = {} for i = 1, 1000 do some[i] = 'x ' .. ARGV[1] end"
                                + " for i = 1, 1000 do redis.call('RPUSH', KEYS[1], unpack(some)) end",
                        ScriptOutputType.STATUS,
                        new String[] {"baton:{q}:remembered"},
                        String.valueOf(START.toEpochMilli()));
        purge(Retention.DEFAULT, 100);
        assertThat(redis.raw().llen("baton:{q}:remembered")).isEqualTo(1_000_000);

        redis.raw().rpush("baton:{q}:remembered", "y " + START.toEpochMilli());
        purge(Retention.DEFAULT, 100);
        assertThat(redis.raw().llen("baton:{q}:remembered")).isEqualTo(1_000_000);
    }

    @Test
    void aWatchThatRanOutIsForgotten() {
        redis.enqueueIds("a", "b");
        get(redis.store().inspection().watch(QUEUE, List.of("a"), Duration.ofSeconds(60)));
        get(redis.store().inspection().watch(QUEUE, List.of("b"), Duration.ofMillis(60_001)));
        redis.clock(START.plusSeconds(60).minusMillis(1));
        purge(Retention.DEFAULT, 100);
        assertThat(redis.raw().zrange("baton:{q}:watched", 0, -1)).containsExactly("a", "b");

        redis.clock(START.plusSeconds(60));
        purge(Retention.DEFAULT, 100);
        assertThat(redis.raw().zrange("baton:{q}:watched", 0, -1)).containsExactly("b");
    }

    /** Somebody deleted a status by hand, or Redis evicted it: then the id lives again, and its job must not be lost. */
    @Test
    void aRememberedIdThatHasAnotherLifeIsLeftAlone() {
        done(true, "again");
        purge(new Retention(DAY, 0, 0, DAY), 100);
        redis.raw().del("baton:{q}:job:again:status");
        redis.enqueueIds("again");

        redis.clock(START.plus(DAY));
        purge(Retention.DEFAULT, 100);

        assertThat(redis.status("again")).isEqualTo("pending");
        assertThat(redis.raw().exists("baton:{q}:remembered")).isZero();
    }

    @Test
    void aCancelledIdThatStillStandsInALineIsRefusedUntilItIsDropped() {
        redis.enqueueIds("s");
        get(redis.store().inspection().cancel(QUEUE, List.of("s")));
        redis.clock(START.plus(Duration.ofDays(3)));
        redis.join();

        assertThat(purge(Retention.DEFAULT, 100).cancelled()).isEqualTo(1);
        assertThat(redis.raw().exists("baton:{q}:job:s")).isZero();
        assertThat(redis.enqueue(job("s")))
                .containsExactly(new EnqueueAnswer.Existing("s", JobStatus.CANCELLED, false));

        assertThat(redis.claim(1).dropped()).containsExactly("s");
        assertThat(redis.raw().keys("baton:{q}:job:*")).isEmpty();
        assertThat(redis.raw().exists("baton:{q}:stale", "baton:{q}:pending")).isZero();
    }

    @Test
    void cancelledJobsArePurgedByCountToo() {
        redis.enqueue(IntStream.range(0, 5).mapToObj(i -> job("c" + i, DAY)).toArray(dev.baton.store.NewJob[]::new));
        for (int i = 0; i < 5; i++) {
            redis.clock(START.plusSeconds(i));
            get(redis.store().inspection().cancel(QUEUE, List.of("c" + i)));
        }
        assertThat(purge(new Retention(DAY, 2, 0, DAY), 100).cancelled()).isEqualTo(3);
        assertThat(redis.raw().zrange("baton:{q}:cancelled", 0, -1)).containsExactly("c3", "c4");
        assertThat(redis.list("remembered")).hasSize(3);
    }

    @Test
    void anIndexThatWasDamagedByHandLosesNoJob() {
        done(true, "fine");
        redis.enqueueIds("alive");
        redis.raw().lpush("baton:{q}:done", "nonsense", "alive 1 10 c");

        purge(new Retention(DAY, 0, 0, DAY), 100);

        assertThat(redis.status("alive")).isEqualTo("pending");
        assertThat(redis.raw().exists("baton:{q}:job:alive")).isEqualTo(1);
        assertThat(redis.list("done")).isEmpty();
    }

    /** Lua takes "nan" and "inf" for numbers, and each would outlive, or take along, whatever stands behind it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "x 5 5",
                "x y 5 -",
                "x 5 y -",
                "x nan 5 -",
                "x 5 nan -",
                "x inf 5 -",
                "x 5 inf -",
                "x -5 -900000000000 -"
            })
    void aDamagedElementOfTheIndexGoesAloneAndAtOnce(String damaged) {
        done(true, "old");
        redis.clock(START.plusSeconds(60));
        done(true, "fine");
        redis.clock(START.plus(DAY));
        redis.raw().lpush("baton:{q}:done", damaged);

        assertThat(purge(Retention.DEFAULT, 100).done()).isEqualTo(2);

        assertThat(redis.list("done")).hasSize(1);
        assertThat(redis.raw().exists("baton:{q}:job:fine")).isEqualTo(1);
        assertThat(redis.raw().hget("baton:{q}:stats", "done-bytes"))
                .isEqualTo(String.valueOf(redis.raw().strlen("baton:{q}:job:fine")));
    }

    /** Nothing is the size of a job whose record was gone when it was claimed, and a clock may have been wrong. */
    @Test
    void anElementOfNoSizeAndFromTheBeginningOfTimeIsNotDamaged() {
        done(false, "a", "b");
        redis.raw().del("baton:{q}:done");
        redis.raw().rpush("baton:{q}:done", "a 0 7 -", "b 7 0 -");

        assertThat(purge(Retention.DEFAULT, 100).done()).isEqualTo(2);

        assertThat(redis.raw().keys("baton:{q}:job:*")).isEmpty();
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
