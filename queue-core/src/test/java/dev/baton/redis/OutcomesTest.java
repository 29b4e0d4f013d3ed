package dev.baton.redis;

import static dev.baton.redis.TestRedis.LANE;
import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.WORKER;
import static dev.baton.redis.TestRedis.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.baton.model.JobStatus;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer.Verdict;
import dev.baton.store.Ending;
import dev.baton.store.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Outcomes asked twice, by the wrong holder, or after a cancellation was asked for. */
class OutcomesTest extends OnLentRedis {
    private static final String ID = "j";

    @BeforeEach
    void join() {
        redis.join();
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void anOutcomeAskedASecondTimeChangesNothingAndSaysWhatItFound(Outcome outcome) {
        Claim claim = redis.held(ID);
        Settlement first = end(outcome, claim);
        TreeMap<String, String> before = redis.dump();

        redis.clock(START.plusSeconds(5));
        Settlement second = end(outcome, claim);

        assertThat(first.recorded()).isTrue();
        assertThat(second).isEqualTo(new Settlement(ID, false, outcome.target()));
        assertThat(second.reached(outcome.target())).isTrue();
        assertThat(redis.dump()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void anOutcomeThatStandsTwiceInOneCallIsRecordedOnce(Outcome outcome) {
        Claim claim = redis.held(ID);

        List<Settlement> settled = outcome == Outcome.COMPLETE
                ? redis.complete((Ending.Complete) outcome.of(claim), (Ending.Complete) outcome.of(claim))
                : get(redis.store().workers().settle(LANE, List.of(outcome.of(claim), outcome.of(claim))));

        assertThat(settled).extracting(Settlement::recorded).containsExactly(true, false);
        assertThat(redis.status(ID)).isEqualTo(outcome.target().word());
        assertThat(places(ID)).isEqualTo(1);
    }

    @TestFactory
    Stream<DynamicTest> anOutcomeWithAWrongNonceIsRefusedFromEveryStatus() {
        List<Optional<JobStatus>> states = new ArrayList<>();
        states.add(Optional.empty());
        Stream.of(JobStatus.values()).map(Optional::of).forEach(states::add);
        return Stream.of(Outcome.values())
                .flatMap(outcome -> states.stream()
                        .map(state -> dynamicTest(
                                outcome + " from " + state.map(JobStatus::word).orElse("absent"),
                                () -> refuse(outcome, state))));
    }

    private void refuse(Outcome outcome, Optional<JobStatus> status) {
        clear();
        Claim holder = redis.seed(ID, status);
        Claim stranger = new Claim(LANE, ID, ID + " other-1 " + holder.fence(), new byte[0], 0, 0, false, 0);
        TreeMap<String, String> before = redis.dump();

        Settlement settled = end(outcome, stranger);

        assertThat(settled).isEqualTo(new Settlement(ID, false, status.orElse(null)));
        assertThat(redis.dump()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"RETRY", "SNOOZE", "RELEASE", "CONCEDE"})
    void aJobWhoseCancellationWasAskedForEndsCancelled(Outcome outcome) {
        Claim claim = redis.held(ID);
        assertThat(get(redis.store().inspection().cancel(QUEUE, List.of(ID)))
                        .get(0)
                        .asked())
                .isTrue();

        Settlement settled = end(outcome, claim);

        assertThat(settled.reached(JobStatus.CANCELLED) || settled.recorded()).isTrue();
        assertThat(redis.status(ID)).isEqualTo("cancelled");
        assertThat(redis.raw().zrange("baton:{q}:cancelled", 0, -1)).containsExactly(ID);
        assertThat(redis.raw().exists("baton:{q}:cancelling")).isZero();
        assertThat(redis.list("processing:w")).isEmpty();
        assertThat(redis.list("pending")).isEmpty();
        assertThat(redis.raw().zcard("baton:{q}:scheduled")).isZero();
        assertThat(redis.raw().hget("baton:{q}:stats", "cancelled")).isEqualTo("1");
        assertThat(redis.raw().hget("baton:{q}:job:j:run", "reason"))
                .contains(outcome == Outcome.CONCEDE ? "asked" : "cancelled");
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"COMPLETE", "BURY"})
    void whoEndsAJobForGoodInSpiteOfACancellationIsBelievedAndTheAskingForgotten(Outcome outcome) {
        Claim claim = redis.held(ID);
        get(redis.store().inspection().cancel(QUEUE, List.of(ID)));

        assertThat(end(outcome, claim).recorded()).isTrue();

        assertThat(redis.status(ID)).isEqualTo(outcome.target().word());
        assertThat(redis.raw().exists("baton:{q}:cancelling")).isZero();
    }

    @Test
    void anAdoptionOfWhatDoesNotStandInTheListChangesNothing() {
        Claim claim = redis.held(ID);
        redis.enqueueIds("waits");
        TreeMap<String, String> before = redis.dump();

        var answer = get(redis.store()
                .workers()
                .adopt(LANE, List.of("waits", "unknown", ID + " other-1 " + claim.fence(), ID), redis.request(4)));

        assertThat(answer.verdict()).isEqualTo(Verdict.EMPTY);
        assertThat(answer.claims()).isEmpty();
        assertThat(answer.dropped()).isEmpty();
        assertThat(redis.dump()).isEqualTo(before);
    }

    @Test
    void anAdoptedEntryIsHandedOverAsItStands() {
        Claim claim = redis.held(ID);

        var answer = get(redis.store().workers().adopt(LANE, List.of(claim.entry()), redis.request(4)));

        assertThat(answer.claims()).singleElement().satisfies(adopted -> {
            assertThat(adopted.entry()).isEqualTo(claim.entry());
            assertThat(adopted.record()).isEqualTo(claim.record());
        });
        assertThat(redis.list("processing:w")).containsExactly(claim.entry());
    }

    @Test
    void anExpiredIncarnationClaimsAndAdoptsNothing() {
        redis.enqueueIds(ID, "other");
        redis.move();
        redis.clock(START.plus(Duration.ofHours(1)));
        TreeMap<String, String> before = redis.dump();

        assertThat(redis.claim(5).verdict()).isEqualTo(Verdict.EXPIRED);
        assertThat(get(redis.store().workers().adopt(LANE, List.of(ID), redis.request(5)))
                        .verdict())
                .isEqualTo(Verdict.EXPIRED);

        assertThat(redis.dump()).isEqualTo(before);
    }

    @Test
    void anExpiredIncarnationStillRecordsWhatItHolds() {
        Claim claim = redis.held(ID);
        redis.clock(START.plus(Duration.ofHours(2)));

        assertThat(redis.complete(claim).recorded()).isTrue();
        assertThat(redis.status(ID)).isEqualTo("done");
    }

    @Test
    void aStrangerIsRefusedAfterAReclaim() {
        Claim claim = redis.held(ID);
        get(redis.store().workers().leave(QUEUE, WORKER));
        get(redis.store().sweeps().reclaim(QUEUE, WORKER, 10, 3));
        TreeMap<String, String> before = redis.dump();

        for (Outcome outcome : Outcome.values()) {
            assertThat(end(outcome, claim)).isEqualTo(new Settlement(ID, false, JobStatus.PENDING));
        }
        assertThat(redis.dump()).isEqualTo(before);
    }

    private Settlement end(Outcome outcome, Claim claim) {
        return redis.end(outcome.of(claim));
    }

    /** In how many lists and indexes of jobs the id stands. */
    private long places(String id) {
        Stream<String> lists = Stream.of("pending", "processing:w", "done").flatMap(name -> redis.list(name).stream());
        Stream<String> sets = Stream.of("scheduled", "dead", "cancelled")
                .flatMap(name -> redis.raw().zrange("baton:{q}:" + name, 0, -1).stream());
        return Stream.concat(lists, sets)
                .filter(element -> element.equals(id) || element.startsWith(id + " "))
                .count();
    }
}
