package dev.baton.redis;

import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.get;
import static dev.baton.redis.TestRedis.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.JobStatus;
import dev.baton.model.Retention;
import dev.baton.store.Ending;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.SweepStore.PurgeAnswer;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of ended jobs, for how long, and in what order it goes; the clock is in the test's hand. */
class PurgeTest extends OnLentRedis {
    private static final Duration DAY = Duration.ofDays(1);

    private PurgeAnswer purge(Retention retention, int most) {
        return get(redis.store().sweeps().purge(QUEUE, retention, most));
    }

    private void done(boolean chosen, String... ids) {
        for (String id : ids) {
            redis.complete(new Ending.Complete(redis.held(id), null, null, chosen));
        }
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
}
