package dev.baton.redis;

import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.get;
import static dev.baton.redis.TestRedis.job;
import static dev.baton.redis.TestRedis.onceJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.model.JobStatus;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimAnswer.Verdict;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Lane;
import dev.baton.store.LeaseStore.Extension;
import dev.baton.store.LeaseStore.PendingWait;
import dev.baton.store.Settlement;
import dev.baton.store.SweepStore.LapseAnswer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Claims of remote consumers: lent, extended, ended, and taken back when their lease ran out. */
class LeasesTest extends OnLentRedis {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final String LEASES = "baton:{q}:leases";

    private Claim lent(String id) {
        redis.enqueueIds(id);
        return redis.lend(1, LEASE).claims().get(0);
    }

    private LapseAnswer lapse() {
        return get(redis.store().sweeps().lapse(QUEUE, 100, 3));
    }

    private List<Extension> extend(Duration lease, Claim... claims) {
        List<String> entries = java.util.Arrays.stream(claims).map(Claim::entry).toList();
        return get(redis.store().leases().extend(QUEUE, entries, lease));
    }

    private void after(Duration time) {
        redis.clock(START.plus(time));
    }

    @Test
    void theForemostJobsAreLentUntilTheirLeaseRunsOut() {
        redis.enqueueIds("first", "second", "third");

        ClaimAnswer answer = redis.lend(2, LEASE);

        assertThat(answer.verdict()).isEqualTo(Verdict.TAKEN);
        assertThat(answer.claims()).extracting(Claim::id).containsExactly("first", "second");
        assertThat(answer.claims()).extracting(Claim::lane).containsOnly(Lane.ofLeases(QUEUE));
        assertThat(redis.list("pending")).containsExactly("third");
        assertThat(redis.status("first")).isEqualTo("in-progress");
        assertThat(redis.raw().zscore(LEASES, answer.claims().get(0).entry()))
                .isEqualTo(START.plus(LEASE).toEpochMilli());
        assertThat(redis.lend(2, LEASE).verdict()).isEqualTo(Verdict.LAST);
        assertThat(redis.lend(2, LEASE).verdict()).isEqualTo(Verdict.EMPTY);
        assertThat(KeyAudit.of(redis.raw())).isEmpty();
    }

    @Test
    void whoKnowsTheProofOfOneClaimKnowsNothingOfOthersOfTheSameCall() {
        redis.enqueueIds("first", "second", "third");

        List<Claim> claims = redis.lend(3, LEASE).claims();

        assertThat(claims)
                .extracting(Claim::nonce)
                .doesNotHaveDuplicates()
                .allMatch(nonce -> nonce.matches("[0-9a-f]{40}"));
        assertThat(claims.get(1).entry().replace("second", "first"))
                .isNotEqualTo(claims.get(0).entry());
    }

    @Test
    void nothingIsLentFromAPausedQueueAndStaleIdsAreDroppedOnTheWay() {
        redis.enqueueIds("stale", "good");
        get(redis.store().inspection().cancel(QUEUE, List.of("stale")));
        get(redis.store().inspection().pause(QUEUE));
        assertThat(redis.lend(5, LEASE).verdict()).isEqualTo(Verdict.PAUSED);
        assertThat(redis.list("pending")).containsExactly("good", "stale");

        get(redis.store().inspection().resume(QUEUE));
        ClaimAnswer answer = redis.lend(5, LEASE);

        assertThat(answer.dropped()).containsExactly("stale");
        assertThat(answer.claims()).extracting(Claim::id).containsExactly("good");
        assertThat(redis.raw().exists("baton:{q}:stale")).isZero();
        assertThat(KeyAudit.of(redis.raw())).isEmpty();
    }

    @Test
    void aLoanKeepsToItsBudgetOfBytesAndBringsOneJobAtLeast() {
        redis.enqueueIds("one", "two", "three");

        ClaimAnswer answer = get(redis.store().leases().lend(QUEUE, new ClaimRequest("small1", 3, 1), LEASE));

        assertThat(answer.claims()).extracting(Claim::id).containsExactly("one");
        assertThat(answer.verdict()).isEqualTo(Verdict.TAKEN);
        assertThat(redis.list("pending")).containsExactly("three", "two");
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void aConsumerEndsItsClaimOnceHoweverOftenItSaysSo(Outcome outcome) {
        Claim claim = lent("j");

        Settlement first = redis.end(outcome.of(claim));
        TreeMap<String, String> before = redis.dump();
        Settlement second = redis.end(outcome.of(claim));

        assertThat(first).isEqualTo(new Settlement("j", true, null));
        assertThat(second).isEqualTo(new Settlement("j", false, outcome.target()));
        assertThat(redis.status("j")).isEqualTo(outcome.target().word());
        assertThat(redis.raw().exists(LEASES)).isZero();
        assertThat(redis.dump()).isEqualTo(before);
        assertThat(KeyAudit.of(redis.raw())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void aStrangerEndsNothing(Outcome outcome) {
        Claim claim = lent("j");
        TreeMap<String, String> before = redis.dump();
        Claim stranger =
                new Claim(Lane.ofLeases(QUEUE), "j", "j other1 " + claim.fence(), claim.record(), 0, 0, false, 0);
        Claim asWorker = new Claim(TestRedis.LANE, "j", claim.entry(), claim.record(), 0, 0, false, 0);

        for (Claim wrong : List.of(stranger, asWorker)) {
            assertThat(redis.end(outcome.of(wrong))).isEqualTo(new Settlement("j", false, JobStatus.IN_PROGRESS));
        }

        assertThat(redis.dump()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void manyAreEndedByOneCallAndOneOfThemTwice(Outcome outcome) {
        redis.enqueueIds(IntStream.range(0, 60).mapToObj(n -> "j" + n).toArray(String[]::new));
        List<Claim> claims = redis.lend(60, LEASE).claims();
        List<Claim> ends = new java.util.ArrayList<>(claims.subList(10, 50));
        java.util.Collections.shuffle(ends, new java.util.Random(7));
        ends.add(ends.get(0));

        List<Settlement> settled = outcome == Outcome.COMPLETE
                ? redis.complete(ends.stream()
                        .map(claim -> (dev.baton.store.Ending.Complete) outcome.of(claim))
                        .toArray(dev.baton.store.Ending.Complete[]::new))
                : get(redis.store()
                        .workers()
                        .settle(
                                Lane.ofLeases(QUEUE),
                                ends.stream().map(outcome::of).toList()));

        assertThat(settled.subList(0, 40)).allMatch(Settlement::recorded);
        assertThat(settled.get(40).recorded()).isFalse();
        assertThat(redis.raw().zcard(LEASES)).isEqualTo(20);
        assertThat(KeyAudit.of(redis.raw())).isEmpty();
    }

    @Test
    void anExtendedLeaseRunsFromThenOn() {
        Claim claim = lent("j");
        after(Duration.ofSeconds(20));

        assertThat(extend(LEASE, claim)).containsExactly(new Extension("j", true, false, null));

        assertThat(redis.raw().zscore(LEASES, claim.entry()))
                .isEqualTo(START.plusSeconds(50).toEpochMilli());
        after(Duration.ofSeconds(49));
        assertThat(lapse().reclaimed()).isEmpty();
    }

    @Test
    void aLeaseThatRanOutIsNeverExtendedThoughNobodyHasTakenTheJobBackYet() {
        Claim claim = lent("j");
        after(LEASE);
        TreeMap<String, String> before = redis.dump();

        assertThat(extend(LEASE, claim)).containsExactly(new Extension("j", false, false, JobStatus.IN_PROGRESS));

        assertThat(redis.dump()).isEqualTo(before);
        assertThat(lapse().reclaimed()).containsExactly("j");
        assertThat(extend(LEASE, claim)).containsExactly(new Extension("j", false, false, JobStatus.PENDING));
    }

    @Test
    void anExtensionTellsOfACancellationAndOfJobsThatAreGone() {
        Claim claim = lent("j");
        Claim other = lent("other");
        get(redis.store().inspection().cancel(QUEUE, List.of("j")));
        redis.complete(other);

        List<Extension> told =
                get(redis.store().leases().extend(QUEUE, List.of(claim.entry(), other.entry(), "nobody n1 1"), LEASE));

        assertThat(told)
                .containsExactly(
                        new Extension("j", true, true, null),
                        new Extension("other", false, false, JobStatus.DONE),
                        new Extension("nobody", false, false, null));
    }

    @Test
    void aLeaseThatRanOutGivesTheJobBackToTheBackAndCounts() {
        Claim claim = lent("j");
        redis.enqueueIds("waits");
        after(LEASE.minusMillis(1));
        assertThat(lapse())
                .isEqualTo(new LapseAnswer(
                        List.of(),
                        List.of(),
                        List.of(),
                        0,
                        false,
                        OptionalLong.of(START.plus(LEASE).toEpochMilli()),
                        START.plus(LEASE).toEpochMilli() - 1));

        after(LEASE);
        assertThat(lapse())
                .isEqualTo(new LapseAnswer(
                        List.of("j"),
                        List.of(),
                        List.of(),
                        0,
                        false,
                        OptionalLong.empty(),
                        START.plus(LEASE).toEpochMilli()));

        assertThat(redis.list("pending")).containsExactly("j", "waits");
        var view = get(redis.store().inspection().find(QUEUE, "j")).orElseThrow();
        assertThat(view.crashes()).isEqualTo(1);
        assertThat(view.errors()).singleElement().satisfies(failure -> {
            assertThat(failure.message()).isEqualTo("its lease ran out");
            assertThat(failure.worker()).isEmpty();
        });
        for (Outcome outcome : Outcome.values()) {
            assertThat(redis.end(outcome.of(claim)).recorded()).isFalse();
        }
        assertThat(redis.raw().hget("baton:{q}:stats", "reclaimed")).isEqualTo("1");
        assertThat(KeyAudit.of(redis.raw())).isEmpty();
    }

    @Test
    void theNextHolderHasAHigherFenceAndTheThirdLostClaimBuriesTheJob() {
        redis.enqueueIds("j");
        long fence = 0;
        for (int attempt = 1; attempt <= 3; attempt++) {
            Claim claim = redis.lend(1, LEASE).claims().get(0);
            assertThat(claim.attempt()).isEqualTo(attempt);
            assertThat(Long.parseLong(claim.fence())).isGreaterThan(fence);
            fence = Long.parseLong(claim.fence());
            after(LEASE.multipliedBy(attempt));
            LapseAnswer answer = lapse();
            assertThat(answer.buried()).isEqualTo(attempt == 3 ? List.of("j") : List.of());
        }
        var view = get(redis.store().inspection().find(QUEUE, "j")).orElseThrow();
        assertThat(view.status()).isEqualTo(JobStatus.DEAD);
        assertThat(view.reason()).isEqualTo("poison: 3 claims of it were lost");
        assertThat(KeyAudit.of(redis.raw())).isEmpty();
    }

    @Test
    void aJobThatMayStartOnlyOnceIsAbandonedAndOneThatWasToBeCancelledIs() {
        redis.enqueue(onceJob("once"), job("asked"));
        redis.lend(2, LEASE);
        get(redis.store().inspection().cancel(QUEUE, List.of("asked")));
        after(LEASE);

        LapseAnswer answer = lapse();

        assertThat(answer.buried()).containsExactly("once");
        assertThat(answer.cancelled()).containsExactly("asked");
        assertThat(get(redis.store().inspection().find(QUEUE, "once"))
                        .orElseThrow()
                        .reason())
                .startsWith("abandoned: its lease ran out");
        assertThat(redis.raw().exists("baton:{q}:cancelling")).isZero();
        assertThat(KeyAudit.of(redis.raw())).isEmpty();
    }

    @Test
    void aPassTakesNoMoreThanItWasToldAndLeavesLeasesOfJobsThatAreElsewhere() {
        redis.enqueueIds("a", "b", "c");
        List<Claim> claims = redis.lend(3, LEASE).claims();
        redis.raw().set("baton:{q}:job:a:status", "done"); // by hand
        after(LEASE);

        LapseAnswer first = get(redis.store().sweeps().lapse(QUEUE, 2, 3));
        LapseAnswer second = get(redis.store().sweeps().lapse(QUEUE, 2, 3));

        assertThat(first.dropped() + first.reclaimed().size()).isEqualTo(2);
        assertThat(first.more()).isTrue();
        assertThat(second.more()).isFalse();
        assertThat(first.dropped() + second.dropped()).isEqualTo(1);
        assertThat(redis.status("a")).isEqualTo("done");
        assertThat(redis.list("pending")).containsExactlyInAnyOrder("b", "c");
        assertThat(claims).hasSize(3);
    }

    @Test
    void whatWasForgottenIsRecalledWithWhatIsNotedOfIt() {
        redis.enqueueIds("tried");
        redis.lend(1, LEASE);
        after(LEASE);
        lapse();
        redis.enqueueIds("fresh");
        List<Claim> claims = redis.lend(2, LEASE).claims();

        List<java.util.Optional<Claim>> recalled = get(redis.store()
                .leases()
                .recall(QUEUE, List.of(claims.get(1).entry(), claims.get(0).entry(), "nobody n1 1")));

        assertThat(recalled.get(2)).isEmpty();
        for (int i = 0; i < 2; i++) {
            Claim known = claims.get(1 - i);
            Claim again = recalled.get(i).orElseThrow();
            assertThat(again.entry()).isEqualTo(known.entry());
            assertThat(again.record()).isEqualTo(known.record());
            assertThat(again.attempt()).isEqualTo(known.attempt());
            assertThat(again.tried()).isEqualTo(known.tried());
            assertThat(again.lane()).isEqualTo(known.lane());
        }
    }

    /** So a stale holder is told from one who says twice that it has completed. */
    @Test
    void aClaimThatIsSurelyOverIsNotRecalledAndOneThatCompletedIs() {
        Claim lost = lent("j");
        after(LEASE);
        lapse();
        Claim holder = redis.lend(1, LEASE).claims().get(0);
        redis.complete(holder);

        assertThat(get(redis.store().leases().recall(QUEUE, List.of(lost.entry(), holder.entry()))))
                .extracting(java.util.Optional::isPresent)
                .containsExactly(false, true);
    }

    @Test
    void recordsThatFillSeveralPagesAreRecalledAll() {
        redis.enqueue(IntStream.range(0, 8)
                .mapToObj(n -> TestRedis.large("big" + n, 900_000))
                .toArray(dev.baton.store.NewJob[]::new));
        List<String> entries = new java.util.ArrayList<>();
        while (entries.size() < 8) {
            redis.lend(12, LEASE).claims().forEach(claim -> entries.add(claim.entry()));
        }

        assertThat(get(redis.store().leases().recall(QUEUE, entries)))
                .extracting(found -> found.orElseThrow().entry())
                .isEqualTo(entries);
    }

    @Test
    void theSweepsOfWorkersLeaveLeasesAlone() {
        lent("j");
        assertThat(get(redis.store().sweeps().strays(QUEUE, "0")).workers()).isEmpty();
        assertThat(get(redis.store().sweeps().reclaim(QUEUE, "leases", 10, 3)).reclaimed())
                .isEmpty();
        assertThat(redis.raw().zcard(LEASES)).isEqualTo(1);
    }

    @Test
    void aLentJobIsCountedAndListedAsInProgress() {
        redis.held("worked");
        lent("lent");
        assertThat(get(redis.store().inspection().stats(QUEUE)).inProgress()).isEqualTo(2);
        var first = get(redis.store().inspection().list(QUEUE, JobStatus.IN_PROGRESS, null, 1));
        var second = get(redis.store().inspection().list(QUEUE, JobStatus.IN_PROGRESS, first.next(), 1));
        assertThat(List.of(first.jobs().get(0).id(), second.jobs().get(0).id())).containsExactly("worked", "lent");
    }

    @Test
    void aWaitEndsWhenAJobIsThereAndLeavesItToWorkersWhoWaitToo() throws Exception {
        redis.join();
        try (PendingWait wait = redis.store().leases().pendingWait(QUEUE);
                var claims = redis.store().workers().blockingClaims(TestRedis.LANE)) {
            CompletableFuture<Void> seen = wait.await(Duration.ofSeconds(30));
            redis.awaitBlocked(1);
            CompletableFuture<ClaimAnswer> claimed = claims.await(Duration.ofSeconds(30), redis.request(1));
            redis.awaitBlocked(2);
            assertThatThrownBy(() -> wait.await(Duration.ofSeconds(1))).isInstanceOf(IllegalStateException.class);

            redis.enqueueIds("j");

            seen.get(10, TimeUnit.SECONDS);
            assertThat(claimed.get(10, TimeUnit.SECONDS).claims())
                    .extracting(Claim::id)
                    .containsExactly("j");
            wait.await(Duration.ofMillis(20)).get(10, TimeUnit.SECONDS); // in vain, and without an error
        }
        assertThat(redis.list("pending")).isEmpty();
    }

    @Test
    void aWaitOnAQueueWithJobsEndsAtOnceAndChangesNothing() throws Exception {
        redis.enqueueIds("first", "second");
        try (PendingWait wait = redis.store().leases().pendingWait(QUEUE)) {
            wait.await(Duration.ofSeconds(30)).get(10, TimeUnit.SECONDS);
        }
        assertThat(redis.list("pending")).containsExactly("second", "first");
    }

    @Test
    void argumentsOutOfRangeAreRefusedBeforeAnythingIsSent() {
        var leases = redis.store().leases();
        assertThatThrownBy(() -> leases.lend(QUEUE, redis.request(0), LEASE))
                .hasMessage("A claim of 0 jobs is not allowed: use 1 to 1000");
        assertThatThrownBy(() -> leases.lend(QUEUE, redis.request(1), Duration.ZERO))
                .hasMessage("A lease of PT0S is not allowed: use 1 ms or more");
        assertThatThrownBy(() -> leases.extend(QUEUE, List.of(), LEASE))
                .hasMessage("A question about 0 leases is not allowed: use 1 to 1000");
        assertThatThrownBy(() -> leases.recall(QUEUE, List.of("nonsense"))).hasMessageContaining("is none of a claim");
        assertThatThrownBy(() -> redis.store().sweeps().lapse(QUEUE, 10, 0))
                .hasMessage("maxCrashes 0 is not allowed: use 1 or more");
    }
}
