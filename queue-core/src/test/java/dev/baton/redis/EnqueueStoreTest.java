package dev.baton.redis;

import static dev.baton.redis.TestRedis.LANE;
import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.WORKER;
import static dev.baton.redis.TestRedis.get;
import static dev.baton.redis.TestRedis.tail;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.codec.JobCodec;
import dev.baton.model.Durability;
import dev.baton.model.JobStatus;
import dev.baton.model.Limits;
import dev.baton.model.Retention;
import dev.baton.model.RetryPolicy;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.EnqueueAnswer.Created;
import dev.baton.store.EnqueueAnswer.Existing;
import dev.baton.store.NewJob;
import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import io.lettuce.core.ScoredValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The producer's port on a real Redis. */
class EnqueueStoreTest extends OnLentRedis {
    @BeforeEach
    void giveRoom() {
        redis.raw().configSet("maxmemory", "0");
    }

    private static NewJob job(String id, String payload) {
        return new NewJob(id, tail(payload), new NewJob.Start.Now());
    }

    @Test
    void aKnownIdIsLeftAsItIsAndItsContentCompared() {
        redis.enqueue(job("a", "{\"n\":1}"));
        TreeMap<String, String> before = redis.dump();

        assertThat(redis.enqueue(job("a", "{\"n\":1}"))).containsExactly(new Existing("a", JobStatus.PENDING, true));
        assertThat(redis.enqueue(job("a", "{\"n\":2}"))).containsExactly(new Existing("a", JobStatus.PENDING, false));
        assertThat(redis.enqueue(TestRedis.job("a", Duration.ofDays(1))))
                .containsExactly(new Existing("a", JobStatus.PENDING, true));

        assertThat(redis.dump()).isEqualTo(before);
    }

    @Test
    void anIdThatStandsTwiceInOneBatchMakesOneJob() {
        assertThat(redis.enqueue(job("a", "1"), job("b", "2"), job("a", "1"), job("a", "3")))
                .containsExactly(
                        new Created("a", JobStatus.PENDING),
                        new Created("b", JobStatus.PENDING),
                        new Existing("a", JobStatus.PENDING, true),
                        new Existing("a", JobStatus.PENDING, false));
        assertThat(redis.list("pending")).containsExactly("b", "a");
        assertThat(redis.raw().hget("baton:{q}:stats", "enqueued")).isEqualTo("2");
    }

    @Test
    void theRecordIsReadableJsonWithTheTimeOfRedis() {
        redis.clock(Instant.ofEpochMilli(1_795_322_927_744L));
        redis.enqueue(job("a", "{\"email\":\"ada@example.com\"}"));
        assertThat(redis.raw().get("baton:{q}:job:a"))
                .isEqualTo("{\"v\":1,\"enqueuedAt\":1795322927744,\"type\":\"type\",\"payload\":"
                        + "{\"email\":\"ada@example.com\"}}");
    }

    /** Once a process, so the name is one that this store has not seen before. */
    @Test
    void theFirstEnqueueWritesTheNameOfTheQueue() {
        String queue = "never-seen-" + System.nanoTime();
        get(redis.store().enqueues().enqueue(queue, List.of(job("a", "1"))));
        assertThat(redis.raw().smembers("baton:queues")).contains(queue);
    }

    @Test
    void aDelayCountsByTheClockOfRedisAndAnInstantThatHasPassedMeansNow() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        redis.clock(now);
        NewJob past = new NewJob("past", tail("1"), new NewJob.Start.At(now.minusSeconds(9)));
        NewJob longAgo = new NewJob("longago", tail("1"), new NewJob.Start.At(Instant.MIN));
        NewJob at = new NewJob("at", tail("1"), new NewJob.Start.At(now.plusMillis(1)));
        NewJob after = TestRedis.job("after", Limits.LONGEST);
        NewJob tiny = TestRedis.job("tiny", Duration.ofNanos(1));

        assertThat(redis.enqueue(past, longAgo, at, after, tiny))
                .extracting(answer -> ((Created) answer).status())
                .containsExactly(
                        JobStatus.PENDING,
                        JobStatus.PENDING,
                        JobStatus.SCHEDULED,
                        JobStatus.SCHEDULED,
                        JobStatus.SCHEDULED);
        assertThat(redis.raw().zscore("baton:{q}:scheduled", "at")).isEqualTo(now.toEpochMilli() + 1.0);
        assertThat(redis.raw().zscore("baton:{q}:scheduled", "tiny")).isEqualTo(now.toEpochMilli() + 1.0);
        assertThat(redis.raw().zscore("baton:{q}:scheduled", "after"))
                .isEqualTo((double) now.plus(Limits.LONGEST).toEpochMilli());
    }

    @Test
    void anInstantBeyondWhatAScoreHoldsIsRefusedUnsent() {
        NewJob never = new NewJob("never", tail("1"), new NewJob.Start.At(Instant.MAX));
        assertThatThrownBy(() -> redis.enqueue(never))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use an instant within 3650 days");
    }

    @Test
    void aThousandJobsGoInAndOutInOneRoundTripEach() {
        NewJob[] jobs =
                IntStream.range(0, 1000).mapToObj(i -> job("j" + i, "1")).toArray(NewJob[]::new);
        assertThat(redis.enqueue(jobs)).hasSize(1000).allMatch(Created.class::isInstance);
        redis.join();

        List<Claim> claims = redis.claim(1000).claims();
        assertThat(claims).extracting(Claim::id).first().isEqualTo("j0");
        assertThat(claims).hasSize(1000).extracting(Claim::entry).doesNotHaveDuplicates();
        List<Ending.Complete> completions = claims.stream()
                .map(claim -> new Ending.Complete(claim, null, null, false))
                .toList();
        assertThat(redis.complete(completions.toArray(Ending.Complete[]::new)))
                .hasSize(1000)
                .allMatch(settled -> settled.recorded());

        assertThat(redis.list("processing:w")).isEmpty();
        assertThat(redis.list("done")).hasSize(1000);
        assertThat(redis.raw().hgetall("baton:{q}:stats"))
                .containsEntry("enqueued", "1000")
                .containsEntry("done", "1000");
    }

    @Test
    void aThousandOfEveryOutcomeFitIntoOneCall() {
        redis.join();
        NewJob[] jobs =
                IntStream.range(0, 1000).mapToObj(i -> job("j" + i, "1")).toArray(NewJob[]::new);
        redis.enqueue(jobs);
        for (int kind = 0; kind < 4; kind++) {
            int each = kind;
            List<Claim> claims = redis.claim(1000).claims();
            assertThat(claims).hasSize(1000);
            List<Ending> endings = claims.stream()
                    .map(claim -> switch (each) {
                        case 0 -> new Ending.Release(claim);
                        case 1 -> new Ending.Snooze(claim, Duration.ZERO);
                        case 2 -> new Ending.Retry(claim, Duration.ZERO, TestRedis.failure(1));
                        default -> (Ending) new Ending.Bury(claim, "said so", TestRedis.failure(2), true);
                    })
                    .toList();
            assertThat(get(redis.store().workers().settle(LANE, endings))).allMatch(settled -> settled.recorded());
            get(redis.store().sweeps().promote(QUEUE, 1000));
        }
        List<String> ids = IntStream.range(0, 1000).mapToObj(i -> "j" + i).toList();
        assertThat(get(redis.store().inspection().replay(QUEUE, ids))).allMatch(answer -> answer.replayed());
        redis.claim(1000);
        get(redis.store().workers().leave(QUEUE, WORKER));
        assertThat(get(redis.store().sweeps().reclaim(QUEUE, WORKER, 1000, 3)).reclaimed())
                .hasSize(1000);
        assertThat(get(redis.store().inspection().cancel(QUEUE, ids))).allMatch(answer -> answer.cancelled());
    }

    @Test
    void idsOfTheWholeGrammarAreTakenAndOthersRefusedUnsent() {
        String[] ids = {".", "-", "_", "..", "-1", "a.b-c_D9", "status", "x".repeat(128), "0", "nil"};
        for (String id : ids) {
            Claim claim = redis.held(id);
            assertThat(claim.id()).isEqualTo(id);
            assertThat(redis.complete(claim).recorded()).isTrue();
            assertThat(redis.status(id)).isEqualTo("done");
            assertThat(get(redis.store().inspection().find(QUEUE, id))).isPresent();
        }
        for (String id : new String[] {"", "a b", "a:b", "{a}", "ä", "x".repeat(129), "a\n"}) {
            assertThatThrownBy(() -> redis.enqueue(job(id, "1")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("job id")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void tooMuchForOneCallIsRefusedUnsent() {
        NewJob[] many =
                IntStream.range(0, 1001).mapToObj(i -> job("j" + i, "1")).toArray(NewJob[]::new);
        assertThatThrownBy(() -> redis.enqueue(many)).hasMessageContaining("1001 jobs");
        NewJob huge = new NewJob("h", new byte[(1 << 20) + (65 << 10)], new NewJob.Start.Now());
        assertThatThrownBy(() -> redis.enqueue(huge)).hasMessageContaining("\"h\" of 1115136 bytes");
        NewJob[] large = IntStream.range(0, 9)
                .mapToObj(i -> new NewJob("l" + i, new byte[1 << 20], new NewJob.Start.Now()))
                .toArray(NewJob[]::new);
        assertThatThrownBy(() -> redis.enqueue(large)).hasMessageContaining("use at most 8388608");
        assertThat(redis.raw().dbsize()).isZero();
    }

    @Test
    void aFullRedisRefusesEnqueuesAndLetsWorkersEmptyIt() {
        Claim held = redis.held("held");
        redis.enqueue(job("waits", "1"), TestRedis.job("later", Duration.ofMillis(1)));
        get(redis.store().workers().join(QUEUE, "dead", Duration.ofMillis(1)));
        redis.raw().configSet("maxmemory", "1");
        TreeMap<String, String> before = redis.dump();

        assertThatThrownBy(() -> redis.enqueue(job("new", "1"))).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.FULL);
            assertThat(e.mayHaveHappened()).isFalse();
            assertThat(e).hasMessageContaining("is full and refused to enqueue in queue \"q\"");
        });
        assertThat(redis.dump()).isEqualTo(before);

        assertThat(get(redis.store().workers().heartbeat(QUEUE, WORKER, Duration.ofHours(1)))
                        .live())
                .isTrue();
        assertThat(redis.complete(held).recorded()).isTrue();
        assertThat(redis.claim(1).claims()).hasSize(1);
        assertThat(get(redis.store().workers().join(QUEUE, "fresh", Duration.ofHours(1))))
                .isTrue();
        get(redis.store().sweeps().promote(QUEUE, 10));
        get(redis.store().sweeps().reclaim(QUEUE, "dead", 10, 3));
        assertThat(get(redis.store()
                                .sweeps()
                                .purge(QUEUE, new Retention(Duration.ofDays(1), 0, 0, Duration.ofDays(1)), 10))
                        .done())
                .isEqualTo(1);
        assertThat(get(redis.store().inspection().cancel(QUEUE, List.of("later")))
                        .get(0)
                        .cancelled())
                .isTrue();

        redis.raw().configSet("maxmemory", "0");
        assertThat(redis.enqueue(job("new", "1"))).hasOnlyElementsOfType(Created.class);
    }

    /** The name of a queue is a command of its own, before the script. */
    @Test
    void aFullRedisRefusesTheFirstEnqueueOfAProcessToo() {
        redis.raw().configSet("maxmemory", "1");
        assertThatThrownBy(() -> get(redis.store().enqueues().enqueue("never-seen", List.of(job("a", "1")))))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FULL));
        assertThat(redis.raw().keys("baton:{never-seen}:*")).isEmpty();
        assertThat(get(redis.store().workers().join("never-seen", "w", Duration.ofHours(1))))
                .isTrue();
    }

    @Test
    void forgottenScriptsAreBroughtAgain() {
        redis.enqueue(job("a", "1"));
        redis.raw().scriptFlush();
        redis.enqueue(job("b", "1"));
        redis.raw().scriptFlush();
        redis.join();
        redis.raw().scriptFlush();
        List<Claim> claims = redis.claim(10).claims();
        assertThat(claims).hasSize(2);
        redis.raw().scriptFlush();
        assertThat(redis.settle(new Ending.Release(claims.get(0))).recorded()).isTrue();
        redis.raw().scriptFlush();
        assertThat(redis.complete(claims.get(1)).recorded()).isTrue();
    }

    @Test
    void aQueueOfAnotherFormatIsLeftAlone() {
        redis.raw().hset("baton:{q}:meta", "format", "2");
        TreeMap<String, String> before = redis.dump();

        assertThatThrownBy(() -> redis.enqueue(job("a", "1"))).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.UNFIT);
            assertThat(e).hasMessageContaining("format 2").hasMessageContaining("knows 1");
        });
        assertThatThrownBy(redis::join).isInstanceOf(StoreException.class).hasMessageContaining("format 2");
        before.remove("baton:queues");
        TreeMap<String, String> after = redis.dump();
        after.remove("baton:queues");
        assertThat(after).isEqualTo(before);
    }

    /** A job of a later release in the batch does not make those beside it undone. */
    @Test
    void anUnknownStatusInABatchDoesNotDenyTheOtherJobs() {
        redis.enqueue(job("a", "1"));
        redis.raw().set("baton:{q}:job:a:status", "blocked");

        assertThatThrownBy(() -> redis.enqueue(job("a", "1"), job("b", "1")))
                .isInstanceOfSatisfying(StoreException.class, e -> {
                    assertThat(e.mayHaveHappened()).isTrue();
                    assertThat(e).hasMessageContaining("job \"a\" has the status \"blocked\"");
                });
        assertThat(redis.status("b")).isEqualTo("pending");
    }

    /** So that a release that does not know the format stops before it adds to the queue. */
    @Test
    void whoeverAddsFirstToAQueueNotesItsFormat() {
        redis.enqueue(job("a", "1"));
        assertThat(redis.raw().hgetall("baton:{q}:meta")).isEqualTo(Map.of("format", "1"));

        redis.clear();
        redis.enqueue(TestRedis.job("a", Duration.ofDays(1)));
        assertThat(redis.raw().hgetall("baton:{q}:meta")).isEqualTo(Map.of("format", "1"));

        redis.clear();
        redis.join();
        assertThat(redis.raw().hgetall("baton:{q}:meta")).isEqualTo(Map.of("format", "1"));
    }

    /** As when the answer to an enqueue was lost and its caller, who gave no id, repeats it with the one that was made. */
    @Test
    void whoMadeAnIdIsNoPartOfTheContentThatIsCompared() {
        redis.enqueue(job("made", "1"), chosen("chosen", "1"));

        assertThat(redis.enqueue(chosen("made", "1"), job("chosen", "1"), chosen("chosen", "1")))
                .containsExactly(
                        new Existing("made", JobStatus.PENDING, true),
                        new Existing("chosen", JobStatus.PENDING, true),
                        new Existing("chosen", JobStatus.PENDING, true));
        assertThat(redis.enqueue(chosen("made", "2"), job("chosen", "2"), chosen("chosen", "2")))
                .allMatch(answer -> !((Existing) answer).sameContent());
        assertThat(redis.enqueue(job("x", "1"), chosen("x", "1"), chosen("y", "1"), job("y", "1"), job("y", "2")))
                .containsExactly(
                        new Created("x", JobStatus.PENDING),
                        new Existing("x", JobStatus.PENDING, true),
                        new Created("y", JobStatus.PENDING),
                        new Existing("y", JobStatus.PENDING, true),
                        new Existing("y", JobStatus.PENDING, false));
    }

    private static NewJob chosen(String id, String payload) {
        byte[] tail = TestRedis.CODEC.recordTail(
                new JobCodec.Draft("type", payload.getBytes(UTF_8), RetryPolicy.DEFAULT, null, null, List.of(), true));
        return new NewJob(id, tail, new NewJob.Start.Now());
    }

    /** Claims read no more records at once than their budget allows, and go by this number. */
    @Test
    void theLargestRecordOfAQueueIsNotedWhereverItStandsInABatch() {
        String large = "\"" + "x".repeat(20_000) + "\"";
        redis.enqueue(job("small", "1"), job("a", large), job("b", "1"));
        String length = String.valueOf(redis.raw().strlen("baton:{q}:job:a"));
        assertThat(redis.raw().hget("baton:{q}:meta", "largest")).isEqualTo(length);

        redis.clear();
        redis.enqueue(
                TestRedis.job("small", Duration.ofDays(1)),
                new NewJob("a", tail(large), new NewJob.Start.After(Duration.ofDays(1))),
                TestRedis.job("b", Duration.ofDays(1)));
        assertThat(redis.raw().hget("baton:{q}:meta", "largest")).isEqualTo(length);

        redis.enqueue(job("c", "\"" + "x".repeat(19_000) + "\""));
        assertThat(redis.raw().hget("baton:{q}:meta", "largest")).isEqualTo(length);
    }

    @Test
    void aJobThatMayBeStartedOnlyOnceMayBeDelayedToo() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        redis.clock(now);
        byte[] tail = tail("1");
        redis.enqueue(
                new NewJob("after", tail, new NewJob.Start.After(Duration.ofMillis(1234)), true),
                new NewJob("at", tail, new NewJob.Start.At(now.plusMillis(1)), true),
                new NewJob("now", tail, new NewJob.Start.At(now), true),
                new NewJob("soon", tail, new NewJob.Start.Now(), true));

        assertThat(redis.raw().zrangeWithScores("baton:{q}:scheduled", 0, -1))
                .containsExactly(
                        ScoredValue.just(now.toEpochMilli() + 1.0, "at"),
                        ScoredValue.just(now.toEpochMilli() + 1234.0, "after"));
        assertThat(redis.list("pending")).containsExactly("soon", "now");
        assertThat(redis.raw().hgetall("baton:{q}:tries"))
                .isEqualTo(
                        Map.of("after", "0 0 0 once", "at", "0 0 0 once", "now", "0 0 0 once", "soon", "0 0 0 once"));
    }

    /** WAIT covers only what its connection wrote: jobs that are known already are to be on the replicas as well. */
    @Test
    void aDurableEnqueueOfKnownJobsWritesWithoutChangingAnything() {
        enqueueDurably(job("a", "1"));
        TreeMap<String, String> before = redis.dump();
        long written = written();

        redis.enqueue(job("a", "1"));
        assertThat(written()).isEqualTo(written);
        assertThat(enqueueDurably(job("a", "1"))).containsExactly(new Existing("a", JobStatus.PENDING, true));
        assertThat(written()).isEqualTo(written + 1);

        assertThat(redis.dump()).isEqualTo(before);
        assertThat(enqueueDurably(job("b", "1"), job("a", "1")))
                .containsExactly(new Created("b", JobStatus.PENDING), new Existing("a", JobStatus.PENDING, true));
    }

    /** No replica is there, so nothing is waited for but the script. */
    private List<EnqueueAnswer> enqueueDurably(NewJob... jobs) {
        Durability durability = Durability.replicas(1).within(Duration.ofMillis(1));
        return get(redis.store().enqueues().enqueueDurably(QUEUE, List.of(jobs), durability))
                .jobs();
    }

    /** How many changes Redis has counted. */
    private long written() {
        return redis.raw()
                .info("persistence")
                .lines()
                .filter(line -> line.startsWith("rdb_changes_since_last_save:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .sum();
    }

    @Test
    void anEmptyBatchAsksNothing() {
        assertThat(redis.enqueue()).isEmpty();
        assertThat(redis.raw().dbsize()).isZero();
    }
}
