package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.JobContext.Stop;
import dev.baton.json.JacksonCodec;
import dev.baton.model.JobRecord;
import dev.baton.model.Outcome;
import dev.baton.model.RetryPolicy;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import dev.baton.store.Lane;
import dev.baton.worker.Handlers.Ended;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JudgementTest {
    private static final RetryPolicy THREE = new RetryPolicy(3, Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 0);

    private final JacksonCodec codec = new JacksonCodec();
    private final Judgement judgement = new Judgement(codec, Clock.systemUTC(), new Random(1));
    private final JobRecord record = Rig.record(THREE);

    @Test
    void whatTheHandlerReturnsCountsThoughItWasToldToStop() {
        for (Stop stop : new Stop[] {Stop.NONE, Stop.CANCEL_ASKED, Stop.TIMED_OUT, Stop.SHUTDOWN}) {
            assertThat(judgement.returned(claim(0), record, ended(Outcome.done()), stop))
                    .containsInstanceOf(Ending.Complete.class);
        }
    }

    @Test
    void aLostClaimHasNothingToSay() {
        assertThat(judgement.returned(claim(0), record, ended(Outcome.done()), Stop.CLAIM_LOST))
                .isEmpty();
        assertThat(judgement.threw(claim(0), record, new IOException(), new ErrorRules(), Stop.CLAIM_LOST))
                .isEmpty();
    }

    @Test
    void anExceptionIsRetriedByTheBackOffOfItsAttempt() {
        assertThat(threw(0, Stop.NONE)).isEqualTo(Duration.ofSeconds(1));
        assertThat(threw(1, Stop.NONE)).isEqualTo(Duration.ofSeconds(2));
        assertThat(threw(1, Stop.TIMED_OUT)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theLastAttemptBuries() {
        assertThat(judgement.threw(claim(2), record, new IOException("x"), new ErrorRules(), Stop.NONE))
                .get()
                .isInstanceOfSatisfying(Ending.Bury.class, bury -> {
                    assertThat(bury.counted()).isTrue();
                    assertThat(bury.reason()).isEqualTo("attempts exhausted: 3 failed");
                    assertThat(codec.readFailure(bury.failure()).message()).isEqualTo("x");
                });
        assertThat(judgement.returned(claim(2), record, ended(Outcome.retryAfter(Duration.ZERO, "y")), Stop.NONE))
                .containsInstanceOf(Ending.Bury.class);
    }

    @Test
    void anErrorNotWorthARetryBuriesAtOnce() {
        ErrorRules rules = new ErrorRules();
        rules.failFastOn(IOException.class);
        assertThat(judgement.threw(claim(0), record, new java.io.FileNotFoundException("f"), rules, Stop.NONE))
                .get()
                .isInstanceOfSatisfying(
                        Ending.Bury.class, bury -> assertThat(bury.reason()).startsWith("not worth a retry"));
    }

    @Test
    void whyItWasToldToStopDecidesWhenItThrows() {
        assertThat(judgement.threw(claim(0), record, new InterruptedException(), new ErrorRules(), Stop.SHUTDOWN))
                .contains(new Ending.Release(claim(0)));
        assertThat(judgement.threw(claim(0), record, new InterruptedException(), new ErrorRules(), Stop.CANCEL_ASKED))
                .containsInstanceOf(Ending.Concede.class);
    }

    @Test
    void whateverGoesWrongWithAJobThatMayBeStartedOnlyOnceLeavesItDead() {
        JobRecord once = Rig.onceRecord();
        assertThat(judgement.threw(claim(0), once, new IOException("x"), new ErrorRules(), Stop.NONE))
                .get()
                .satisfies(ending -> assertBuried(ending, "at most once: it failed: java.io.IOException"));
        assertThat(judgement.threw(claim(0), once, new InterruptedException(), new ErrorRules(), Stop.TIMED_OUT))
                .get()
                .satisfies(ending -> assertBuried(ending, "at most once: it failed: timeout"));
        assertThat(judgement.threw(claim(0), once, new InterruptedException(), new ErrorRules(), Stop.SHUTDOWN))
                .get()
                .satisfies(ending -> assertBuried(ending, "abandoned: its worker was stopped while it ran"));
        assertThat(judgement.returned(claim(0), once, ended(Outcome.snooze(Duration.ZERO)), Stop.NONE))
                .get()
                .satisfies(ending -> assertBuried(ending, "at most once: its handler put it off"));
        assertThat(judgement.returned(claim(0), once, ended(Outcome.retryAfter(Duration.ZERO, "y")), Stop.NONE))
                .get()
                .satisfies(ending -> assertBuried(ending, "at most once: it failed: retry"));
        assertBuried(judgement.unjudged(claim(0)), "abandoned: the worker could not tell how it ended");
        assertThat(judgement.threw(claim(0), once, new InterruptedException(), new ErrorRules(), Stop.CANCEL_ASKED))
                .containsInstanceOf(Ending.Concede.class);
        assertThat(judgement.returned(claim(0), once, ended(Outcome.done()), Stop.SHUTDOWN))
                .containsInstanceOf(Ending.Complete.class);
    }

    @Test
    void aJobThatMayBeStartedOnlyOnceIsNotStartedWhenSomethingIsKnownOfAnEarlierStart() {
        assertThat(judgement.startedBefore(claim(0), Rig.onceRecord())).isEmpty();
        assertThat(judgement.startedBefore(claim(1), record)).isEmpty();
        assertThat(judgement.startedBefore(claim(1), Rig.onceRecord())).containsInstanceOf(Ending.Bury.class);
    }

    private static void assertBuried(Ending ending, String reason) {
        assertThat(ending).isInstanceOfSatisfying(Ending.Bury.class, bury -> {
            assertThat(bury.reason()).isEqualTo(reason);
            assertThat(bury.counted()).isTrue();
        });
    }

    @Test
    void aDeadlineIsMeasuredByTheClockOfRedis() {
        JobRecord urgent = new JobRecord(
                "type",
                Rig.NOTHING,
                Instant.ofEpochMilli(1_700_000_000_000L),
                THREE,
                null,
                Duration.ofMillis(10),
                java.util.List.of(),
                false);
        assertThat(judgement.overdue(claimedAt(1_700_000_000_010L), urgent)).isEmpty();
        assertThat(judgement.overdue(claimedAt(1_700_000_000_011L), urgent))
                .get()
                .isInstanceOfSatisfying(
                        Ending.Bury.class, bury -> assertThat(bury.counted()).isFalse());
        assertThat(judgement.overdue(claimedAt(Long.MAX_VALUE), record)).isEmpty();
    }

    @Test
    void onlyNamedErrorsAreRetriedAndFailFastWins() {
        ErrorRules rules = new ErrorRules();
        assertThat(rules.worthARetry(new StackOverflowError())).isTrue();
        rules.retryOn(IOException.class).failFastOn(java.io.FileNotFoundException.class);
        assertThat(rules.worthARetry(new IOException())).isTrue();
        assertThat(rules.worthARetry(new java.io.FileNotFoundException())).isFalse();
        assertThat(rules.worthARetry(new IllegalStateException())).isFalse();
    }

    private Duration threw(int failures, Stop stop) {
        return judgement
                .threw(claim(failures), record, new IOException(), new ErrorRules(), stop)
                .map(ending -> ((Ending.Retry) ending).delay())
                .orElseThrow();
    }

    private static Ended ended(Outcome<byte[]> outcome) {
        return Ended.of(outcome);
    }

    private static Claim claim(int failures) {
        return new Claim(new Lane("q", "w", 0), "a", "a 1 17", Rig.NOTHING, failures, 0, failures > 0, 0);
    }

    private static Claim claimedAt(long millis) {
        return new Claim(new Lane("q", "w", 0), "a", "a 1 17", Rig.NOTHING, 0, 0, false, millis);
    }
}
