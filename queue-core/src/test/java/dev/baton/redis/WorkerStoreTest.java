package dev.baton.redis;

import static dev.baton.redis.TestRedis.LANE;
import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.WORKER;
import static dev.baton.redis.TestRedis.get;
import static dev.baton.redis.TestRedis.job;
import static dev.baton.redis.TestRedis.large;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimAnswer.Verdict;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.HeartbeatAnswer;
import dev.baton.store.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims and heartbeats, on a real Redis. */
class WorkerStoreTest extends OnLentRedis {
    private static final Duration HOUR = Duration.ofHours(1);

    private HeartbeatAnswer heartbeat() {
        return get(redis.store().workers().heartbeat(QUEUE, WORKER, HOUR));
    }

    private ClaimAnswer claim(int most, int bytes) {
        return get(
                redis.store().workers().completeAndClaim(LANE, List.of(), new ClaimRequest("b" + most, most, bytes)));
    }

    @Test
    void aNameIsJoinedOnceAndNeverRevived() {
        assertThat(redis.join()).isTrue();
        assertThat(redis.join()).isFalse();
        redis.clock(START.plus(HOUR));
        TreeMap<String, String> before = redis.dump();

        assertThat(redis.join()).isFalse();
        assertThat(heartbeat().live()).isFalse();

        assertThat(redis.dump()).isEqualTo(before);
    }

    @Test
    void aHeartbeatRenewsAndShowsWhatIsHeld() {
        Claim claim = redis.held("a");
        redis.enqueueIds("moved", "waits");
        redis.move();
        redis.enqueue(job("later", Duration.ofSeconds(90)));
        get(redis.store().inspection().cancel(QUEUE, List.of("a")));
        get(redis.store().inspection().pause(QUEUE));
        get(redis.store().workers().join(QUEUE, "dead", Duration.ofSeconds(60)));
        redis.clock(START.plusSeconds(60));

        HeartbeatAnswer answer = heartbeat();

        assertThat(answer.live()).isTrue();
        assertThat(answer.entries().get(0)).containsExactly("moved", claim.entry());
        assertThat(answer.entries()).hasSize(4);
        assertThat(answer.cancelAsked()).containsExactly("a");
        assertThat(answer.paused()).isTrue();
        assertThat(answer.pending()).isEqualTo(1);
        assertThat(answer.expiredWorkers()).isEqualTo(1);
        assertThat(answer.nextDueMillis()).hasValue(START.plusSeconds(90).toEpochMilli());
        assertThat(answer.serverMillis()).isEqualTo(START.plusSeconds(60).toEpochMilli());
        assertThat(redis.raw().zscore("baton:{q}:workers", WORKER))
                .isEqualTo((double) START.plusSeconds(60).plus(HOUR).toEpochMilli());
    }

    /** Whatever there is to show, if it is the only thing, is shown. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aHeartbeatShowsTheOnlyJobsInWhicheverLaneTheyAre(int number) {
        redis.join();
        redis.enqueueIds("first", "second");
        Lane lane = new Lane(QUEUE, WORKER, number);
        List<String> entries = new ArrayList<>();
        get(redis.store().workers().completeAndClaim(lane, List.of(), redis.request(2)))
                .claims()
                .forEach(claim -> entries.add(0, claim.entry()));
        get(redis.store().inspection().cancel(QUEUE, List.of("first", "second")));

        HeartbeatAnswer answer = heartbeat();

        assertThat(answer.entries().get(number)).isEqualTo(entries);
        assertThat(answer.entries().values().stream().mapToInt(List::size).sum())
                .isEqualTo(2);
        assertThat(answer.cancelAsked()).containsExactlyInAnyOrder("first", "second");
        assertThat(answer.pending()).isZero();
        assertThat(answer.nextDueMillis()).isEmpty();
    }

    @Test
    void aHeartbeatShowsWhatIsDueThoughNothingElseIsThere() {
        redis.join();
        redis.enqueue(job("later", Duration.ofSeconds(90)));
        assertThat(heartbeat().nextDueMillis()).hasValue(START.plusSeconds(90).toEpochMilli());
    }

    /** More than one command takes at once, and just as many. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 1001})
    void aHeartbeatShowsWhoIsAskedToCancelAmongThousands(int each) {
        redis.join();
        for (int lane = 0; lane < Lane.MAX; lane++) {
            String name = lane == 0 ? "w" : "w:" + lane;
            String[] entries = IntStream.range(lane * each, (lane + 1) * each)
                    .mapToObj(i -> "j" + i + " x 1")
                    .toArray(String[]::new);
            redis.raw().rpush("baton:{q}:processing:" + name, entries);
        }
        String[] asked = {"j0", "j1", "j1999", "j3998", "j3999", "j" + (4 * each - 1)};
        redis.raw().sadd("baton:{q}:cancelling", asked);

        assertThat(heartbeat().cancelAsked()).isEqualTo(new HashSet<>(List.of(asked)));
    }

    @Test
    void whoLeavesIsExpiredAtOnce() {
        redis.join();
        get(redis.store().workers().leave(QUEUE, WORKER));
        assertThat(heartbeat().live()).isFalse();
        assertThat(redis.claim(1).verdict()).isEqualTo(Verdict.EXPIRED);
        get(redis.store().workers().leave(QUEUE, "unknown"));
        assertThat(redis.raw().zcard("baton:{q}:workers")).isEqualTo(1);
    }

    @Test
    void verdictsTellEmptyFromPausedAndFromNothingAsked() {
        redis.join();
        assertThat(redis.claim(1).verdict()).isEqualTo(Verdict.EMPTY);
        assertThat(redis.claim(0).verdict()).isEqualTo(Verdict.NONE);
        redis.enqueueIds("a", "b");
        redis.move();
        assertThat(get(redis.store().inspection().pause(QUEUE))).isTrue();
        assertThat(get(redis.store().inspection().pause(QUEUE))).isFalse();

        assertThat(redis.claim(1).verdict()).isEqualTo(Verdict.PAUSED);
        assertThat(redis.list("pending")).containsExactly("b", "a");
        assertThat(redis.list("processing:w")).isEmpty();

        assertThat(get(redis.store().inspection().resume(QUEUE))).isTrue();
        assertThat(redis.claim(2).claims()).extracting(Claim::id).containsExactly("a", "b");
    }

    @Test
    void aClaimRegistersTheBareIdsFirstAndDropsWhatIsNoLongerPending() {
        redis.join();
        redis.enqueueIds("moved", "stale", "next", "rest");
        redis.move();
        get(redis.store().inspection().cancel(QUEUE, List.of("stale")));
        redis.raw().rpush("baton:{q}:pending", "unknown", "moved");

        ClaimAnswer answer = redis.claim(6);

        assertThat(answer.claims()).extracting(Claim::id).containsExactly("moved", "next", "rest");
        assertThat(answer.dropped()).containsExactly("moved", "unknown", "stale");
        assertThat(redis.list("pending")).isEmpty();
        assertThat(redis.list("processing:w"))
                .containsExactly(
                        answer.claims().get(2).entry(),
                        answer.claims().get(1).entry(),
                        answer.claims().get(0).entry());
        assertThat(redis.raw().exists("baton:{q}:stale")).isZero();
    }

    /** One blocking connection brings one id at a time; more of them were left by earlier ones, and adoption finds them. */
    @Test
    void aClaimRegistersTheEightLatestBareIdsAndLeavesTheOthersToAdoption() {
        redis.join();
        redis.enqueueIds(IntStream.range(0, 10).mapToObj(i -> "m" + i).toArray(String[]::new));
        for (int i = 0; i < 9; i++) {
            redis.move();
        }

        List<Claim> claims = redis.claim(10).claims();

        assertThat(claims).extracting(Claim::id).containsExactly("m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9");
        assertThat(redis.list("processing:w")).hasSize(10).last().isEqualTo("m0");
    }

    @Test
    void aClaimBringsRecordsWithinItsBudgetAndOneAtLeast() {
        redis.join();
        redis.enqueue(large("a", 900_000), large("b", 900_000), large("c", 900_000), job("d"));
        long largest = redis.raw().strlen("baton:{q}:job:a");

        assertThat(claim(10, 2_000_000).claims()).extracting(Claim::id).containsExactly("a", "b");
        assertThat(redis.list("pending")).containsExactly("d", "c");
        assertThat(claim(9, 1).claims()).extracting(Claim::id).containsExactly("c");
        assertThat(claim(8, 2_000_000).claims()).extracting(Claim::id).containsExactly("d");
        assertThat(redis.raw().hget("baton:{q}:meta", "largest")).isEqualTo(String.valueOf(largest));
    }

    @Test
    void aBudgetIsUsedToItsLastByte() {
        redis.join();
        redis.enqueueIds("a", "b", "c");
        int each = Math.toIntExact(redis.raw().strlen("baton:{q}:job:a"));
        assertThat(claim(10, 2 * each).claims()).extracting(Claim::id).containsExactly("a", "b");
    }

    @Test
    void aClaimThatDropsNothingAsksNothingOfTheIndexesOfCancelledJobs() {
        redis.join();
        redis.enqueueIds("a");
        redis.raw().set("baton:{q}:stale", "foreign");
        redis.raw().set("baton:{q}:cancelled", "foreign");
        assertThat(redis.claim(1).claims()).extracting(Claim::id).containsExactly("a");
    }

    @Test
    void completionsWithoutAClaimAskNothingOfTheIncarnation() {
        Claim claim = redis.held("a");
        redis.raw().set("baton:{q}:workers", "foreign");
        redis.raw().set("baton:{q}:meta", "foreign");
        assertThat(redis.complete(claim).recorded()).isTrue();
    }

    @Test
    void anAdoptionKeepsItsBudgetToo() {
        redis.join();
        redis.enqueue(large("a", 900_000), large("b", 900_000));
        redis.move();
        redis.move();

        ClaimAnswer answer =
                get(redis.store().workers().adopt(LANE, List.of("a", "b"), new ClaimRequest("x", 2, 1_000_000)));

        assertThat(answer.claims()).extracting(Claim::id).containsExactly("a");
        assertThat(redis.list("processing:w"))
                .containsExactlyInAnyOrder("b", answer.claims().get(0).entry());
    }

    @Test
    void anAdoptionOnAPausedQueueReturnsTheOldestForemost() {
        redis.join();
        redis.enqueueIds("oldest", "older", "waits");
        redis.move();
        redis.move();
        get(redis.store().inspection().pause(QUEUE));

        get(redis.store().workers().adopt(LANE, List.of("oldest", "older"), redis.request(2)));

        assertThat(redis.list("processing:w")).isEmpty();
        assertThat(redis.list("pending")).containsExactly("waits", "older", "oldest");
    }

    /** After a rollback, or by hand: each of these elements belongs to a job that is elsewhere. */
    @Test
    void anAdoptionDropsWhatDoesNotFitTheStatusOfItsJobAndTakesUpTheRestOnce() {
        Claim run = redis.held("run");
        redis.enqueueIds("moved", "waits", "ended");
        redis.move();
        redis.raw().set("baton:{q}:job:ended:status", "done");
        redis.raw().rpush("baton:{q}:processing:w", "waits x 1", "ended x 1", "run");
        redis.clock(START.plusSeconds(1));

        ClaimAnswer answer = get(redis.store()
                .workers()
                .adopt(
                        LANE,
                        List.of("run", "ended x 1", "waits x 1", run.entry(), "moved", "moved", run.entry()),
                        redis.request(9)));

        assertThat(answer.claims()).extracting(Claim::id).containsExactly("moved", "run");
        assertThat(answer.claims().get(1).entry()).isEqualTo(run.entry());
        assertThat(answer.dropped()).containsExactly("run", "ended", "waits");
        assertThat(redis.list("processing:w"))
                .containsExactly(answer.claims().get(0).entry(), run.entry());
        assertThat(redis.list("pending")).containsExactly("ended", "waits");
        assertThat(redis.status("run")).isEqualTo("in-progress");
        assertThat(redis.status("waits")).isEqualTo("pending");
        assertThat(redis.status("ended")).isEqualTo("done");
    }

    @Test
    void aJobWithoutItsRecordIsClaimedAllTheSame() {
        redis.join();
        redis.enqueueIds("a");
        redis.raw().del("baton:{q}:job:a");
        assertThat(redis.claim(1).claims())
                .singleElement()
                .satisfies(claim -> assertThat(claim.record()).isEmpty());
    }

    @Test
    void moreCompletionsThanFitIntoOneCallAreSentInSeveral() {
        redis.join();
        List<Ending.Complete> completions = new ArrayList<>();
        for (int batch = 0; batch < 2; batch++) {
            for (int i = 0; i < 5; i++) {
                redis.enqueueIds("j" + batch + i);
            }
        }
        redis.claim(10)
                .claims()
                .forEach(claim -> completions.add(new Ending.Complete(claim, new byte[1 << 20], null, false)));
        redis.enqueueIds("next");

        ClaimAnswer answer = get(redis.store().workers().completeAndClaim(LANE, completions, redis.request(3)));

        assertThat(answer.settlements()).hasSize(10).allMatch(settled -> settled.recorded());
        assertThat(answer.claims()).extracting(Claim::id).containsExactly("next");
        assertThat(redis.list("done")).hasSize(10);
    }

    @Test
    void whatIsAskedOutsideTheBoundsIsRefusedUnsent() {
        Claim claim = redis.held("a");
        var workers = redis.store().workers();
        assertThatThrownBy(() -> redis.claim(1001)).hasMessageContaining("use 0 to 1000");
        assertThatThrownBy(() -> claim(1, 0)).hasMessageContaining("0 bytes");
        assertThatThrownBy(() -> workers.adopt(LANE, List.of(), redis.request(1)))
                .hasMessageContaining("use 1 to 1000");
        assertThatThrownBy(() -> redis.complete(new Ending.Complete(claim, new byte[(1 << 20) + 1], null, false)))
                .hasMessageContaining("1048577 bytes");
        assertThatThrownBy(() ->
                        workers.settle(new dev.baton.store.Lane(QUEUE, WORKER, 1), List.of(new Ending.Release(claim))))
                .hasMessageContaining("through its own lane");
        assertThatThrownBy(() -> redis.settle(new Ending.Complete(claim, null, null, false)))
                .hasMessageContaining("use completeAndClaim");
    }

    @Test
    void triesThatWereDamagedByHandStartAnew() {
        redis.enqueueIds("a");
        redis.raw().hset("baton:{q}:tries", "a", "no numbers");
        redis.join();
        assertThat(redis.claim(1).claims().get(0).attempt()).isEqualTo(1);
    }

    @Test
    void whatIsNotedOfAJobThatMayBeStartedOnlyOnceIsReadAndKept() {
        String ahead = "4000000000000000";
        redis.join();
        redis.enqueue(TestRedis.onceJob("a"));
        redis.raw().hset("baton:{q}:tries", "a", "2 1 " + ahead + " once");

        Claim claim = redis.claim(1).claims().get(0);
        assertThat(claim.fence()).isEqualTo("4000000000000001");
        redis.settle(new Ending.Retry(claim, Duration.ZERO, TestRedis.failure(4)));

        assertThat(redis.raw().hget("baton:{q}:tries", "a")).isEqualTo("3 1 4000000000000001 once");
    }

    /** Redis keeps a small hash as one row and a large one as a table, and the claim looks into each in its own way. */
    @ParameterizedTest
    @ValueSource(ints = {3, 600})
    void triesAreFoundAmongFewAndAmongMany(int others) {
        redis.join();
        Map<String, String> noted = new HashMap<>(Map.of("j7", "2 1 50", "j39", "0 1 9"));
        IntStream.range(0, others).forEach(i -> noted.put("other-" + i, "5 5 5"));
        redis.raw().hset("baton:{q}:tries", noted);
        redis.enqueueIds(IntStream.range(0, 40).mapToObj(i -> "j" + i).toArray(String[]::new));

        List<Claim> claims = redis.claim(40).claims();

        assertThat(claims).hasSize(40);
        assertThat(claims.get(7)).extracting(Claim::failures, Claim::crashes).containsExactly(2, 1);
        assertThat(claims.get(39)).extracting(Claim::failures, Claim::crashes).containsExactly(0, 1);
        assertThat(claims.stream().filter(Claim::tried)).hasSize(2);
        assertThat(redis.complete(new Ending.Complete(claims.get(39), null, null, false)))
                .allMatch(settlement -> settlement.recorded());
        assertThat(redis.list("done").get(0)).startsWith("j39 ").endsWith(" t");
    }

    /** The first is claimed, and the answer is lost; the second is moved, but not claimed; the third is new. */
    @Test
    void anAdoptionTellsAndHeedsWhatIsNotedOfEarlierClaims() {
        long ahead = 4_000_000_000_000_000L;
        redis.join();
        redis.raw().hset("baton:{q}:tries", Map.of("claimed", "2 1 50", "moved", "3 0 " + ahead));
        redis.enqueueIds("claimed", "moved", "new");
        String entry = redis.claim(1).claims().get(0).entry();
        redis.move();
        redis.move();

        List<Claim> claims = get(redis.store().workers().adopt(LANE, List.of(entry, "moved", "new"), redis.request(3)))
                .claims();

        assertThat(claims)
                .extracting(Claim::id, Claim::failures, Claim::crashes, Claim::tried)
                .containsExactly(tuple("claimed", 2, 1, true), tuple("moved", 3, 0, true), tuple("new", 0, 0, false));
        assertThat(claims.get(0).entry()).isEqualTo(entry);
        assertThat(claims.get(1).fence()).isEqualTo(Long.toString(ahead + 1));
        assertThat(redis.raw().hget("baton:{q}:stats", "adopted")).isEqualTo("3");
        var shown = get(redis.store().inspection().list(QUEUE, JobStatus.IN_PROGRESS, null, 10))
                .jobs();
        assertThat(shown)
                .extracting(JobView::id, JobView::failures, JobView::crashes)
                .containsExactlyInAnyOrder(tuple("claimed", 2, 1), tuple("moved", 3, 0), tuple("new", 0, 0));
    }

    /** The order of the claims is only the shorter way: what stands between, and every other order, come out the same. */
    @ParameterizedTest
    @ValueSource(
            strings = {"0 1 2", "0 2 4", "3 5 59", "59 0 30", "4 4 5", "8", "9", "40 41", "58 59", "0 gone 2", "gone"})
    void completionsAreRecordedInWhateverOrderTheyAreTold(String order) {
        redis.join();
        redis.enqueueIds(IntStream.range(0, 60).mapToObj(i -> "j" + i).toArray(String[]::new));
        List<Claim> claims = redis.claim(60).claims();
        List<String> hand = new ArrayList<>(redis.list("processing:w"));
        List<Ending.Complete> completions = new ArrayList<>();
        List<Boolean> recorded = new ArrayList<>();
        for (String which : order.split(" ")) {
            Claim claim = which.equals("gone")
                    ? new Claim(LANE, "gone", "gone x 1", new byte[0], 0, 0, false, 0)
                    : claims.get(Integer.parseInt(which));
            completions.add(new Ending.Complete(claim, null, null, false));
            recorded.add(hand.remove(claim.entry()));
        }

        var settlements = redis.complete(completions.toArray(Ending.Complete[]::new));

        assertThat(settlements).extracting(settled -> settled.recorded()).isEqualTo(recorded);
        assertThat(redis.list("processing:w")).isEqualTo(hand);
        assertThat(redis.list("done"))
                .hasSize((int) recorded.stream().filter(yes -> yes).count());
        for (Claim claim : claims) {
            assertThat(redis.status(claim.id())).isEqualTo(hand.contains(claim.entry()) ? "in-progress" : "done");
        }
    }
}
