package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer.Verdict;
import dev.baton.store.Ending;
import dev.baton.store.Settlement;
import dev.baton.store.StoreException;
import dev.baton.worker.HandFedStore.ClaimCall;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueueRunnerTest {
    private final Rig rig = new Rig(1);
    private final HandFedStore store = rig.store;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void waitsInRedisOnlyAfterAnEmptyAnswer() {
        rig.queue.fetch();
        assertThat(store.waits).isEmpty();
        assertThat(store.claims).hasSize(1);

        last().answer().complete(Rig.answer(Verdict.EMPTY));

        assertThat(store.waits).hasSize(1);
        assertThat(store.claims).hasSize(1);
    }

    @Test
    void asksAgainWhenAWaitBroughtNothingButStaleIdsAfterANudge() {
        becomeIdle();
        rig.queue.nudge(); // a heartbeat saw something pending; the wait has all the room, so nothing is asked
        assertThat(store.claims).hasSize(1);

        store.waits.get(0).answer().complete(Rig.answer(Verdict.TAKEN));

        assertThat(store.claims).as("a claim after the wait").hasSize(2);
    }

    @Test
    void waitsAgainAtOnceWhenAWaitBroughtTheLast() {
        becomeIdle();

        store.waits.get(0).answer().complete(Rig.answer(Verdict.LAST));

        assertThat(store.claims).as("no claim of what cannot be there").hasSize(1);
        assertThat(store.waits).hasSize(2);
    }

    @Test
    void staysAtWorkWhenTheStoreThrowsInsteadOfAnswering() {
        store.thrown = new IllegalStateException("thrown, not answered");
        rig.queue.fetch();
        await().atMost(Duration.ofSeconds(10)).until(() -> store.claims.size() == 1);
        assertThat(last().request().most()).as("room of the repeated claim").isEqualTo(1);
    }

    @Test
    void keepsItsRoomWholeWhateverBecomesOfACall() {
        becomeIdle();
        store.waits.get(0).answer().completeExceptionally(lostAnswer());
        await().atMost(Duration.ofSeconds(10)).until(() -> store.waits.size() == 2);
        store.waits.get(1).answer().complete(Rig.answer(Verdict.TAKEN));
        last().answer().completeExceptionally(lostAnswer());
        await().atMost(Duration.ofSeconds(10)).until(() -> store.claims.size() == 3);
        Claim claim = Rig.claim(rig.lane().lane(), "a", last().request().call() + "-1");
        last().answer().complete(Rig.taken(claim));
        await().atMost(Duration.ofSeconds(10)).until(() -> rig.started.size() == 1);
        assertThat(rig.queue.room().inHand()).isEqualTo(1);

        rig.end(rig.started.get(0), null); // lost

        assertThat(rig.queue.room().inHand()).isZero();
        assertThat(last().request().most()).isEqualTo(1);
        assertThat(store.claims).hasSize(4);
    }

    @Test
    void sendsTheCompletionsOfALostCallAgainByANewCall() {
        Held held = runOne("a");
        Ending.Complete done = new Ending.Complete(held.claim(), null, null, false);
        rig.end(held, done);
        String firstCall = last().request().call();
        last().answer().completeExceptionally(lostAnswer());

        await().atMost(Duration.ofSeconds(10)).until(() -> store.claims.size() == 3);
        assertThat(last().completions()).containsExactly(done);
        assertThat(last().request().call()).isNotEqualTo(firstCall);
        assertThat(rig.lane().hand().holds(held.claim().entry())).isTrue();

        last().answer().complete(Rig.answer(Verdict.EMPTY, new Settlement("a", false, dev.baton.model.JobStatus.DONE)));

        assertThat(rig.lane().hand().isEmpty()).isTrue();
        assertThat(rig.tally.done.sum()).isEqualTo(1);
        assertThat(rig.tally.lost.sum()).isZero();
    }

    @Test
    void aRunOfAnEarlierLifeMakesRoomForTheNext() {
        Held held = runOne("a");
        Life first = rig.life();
        rig.queue.expired(first.incarnation());
        assertThat(rig.life()).isNotSameAs(first);
        int before = store.claims.size();

        rig.end(held, new Ending.Complete(held.claim(), null, null, false));

        List<ClaimCall> calls = store.claims.subList(before, store.claims.size());
        assertThat(calls).anySatisfy(call -> {
            assertThat(call.lane()).isEqualTo(held.claim().lane());
            assertThat(call.request().most()).isZero();
        });
        assertThat(calls).anySatisfy(call -> {
            assertThat(call.lane()).isEqualTo(rig.lane().lane());
            assertThat(call.request().most()).isEqualTo(1);
        });
    }

    @Test
    void anEarlierLifeIsKeptUntilItsLastOpenClaimIsAnswered() {
        rig.queue.fetch();
        Life first = rig.life();
        rig.queue.expired(first.incarnation());
        long muchLater = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        rig.queue.forgetEndedLives(muchLater);
        assertThat(rig.queue.retiredLives()).containsExactly(first);

        store.claims.get(0).answer().complete(Rig.answer(Verdict.EXPIRED));
        rig.queue.forgetEndedLives(System.nanoTime());
        assertThat(rig.queue.retiredLives()).as("while a ghost may reach it").containsExactly(first);
        rig.queue.forgetEndedLives(muchLater);

        assertThat(rig.queue.retiredLives()).isEmpty();
        assertThat(store.joined).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void isNotStillWhileAClaimIsUnderWay() {
        rig.queue.fetch();
        rig.queue.stopClaiming();
        assertThat(rig.queue.isClaimless()).isFalse();
        assertThat(rig.queue.isStill()).isFalse();

        rig.dispatcher.close();
        Claim late = Rig.claim(rig.lane().lane(), "late", last().request().call() + "-1");
        last().answer().complete(Rig.taken(late));
        assertThat(rig.queue.isClaimless()).isTrue();
        assertThat(rig.queue.isStill()).as("still with a job to give back").isFalse();

        rig.queue.sendBack();
        assertThat(store.settles.get(0).endings()).containsExactly(new Ending.Release(late));
        store.settles.get(0).answer().complete(Rig.recorded(store.settles.get(0).endings()));
        assertThat(rig.queue.isStill()).isTrue();
        assertThat(rig.started).isEmpty();
    }

    @Test
    void saysNoGoodbyeWhileAHandlerRuns() {
        Held held = runOne("a");
        rig.queue.stopClaiming();
        assertThat(rig.queue.isStill())
                .as("nothing to wait for but the handler")
                .isTrue();

        rig.queue.leave().join();
        assertThat(store.left).isEmpty();

        rig.end(held, new Ending.Complete(held.claim(), null, null, false));
        assertThat(last().completions()).hasSize(1);
    }

    @Test
    void takesACloseOfTheStoreForTheEnd() {
        Held held = runOne("a");
        rig.queue.stopClaiming();
        rig.end(held, new Ending.Complete(held.claim(), null, null, false));
        assertThat(rig.queue.isStill()).isFalse();

        last().answer().completeExceptionally(new StoreException(StoreException.Kind.CLOSED, "closed"));

        assertThat(rig.queue.isStill()).isTrue();
    }

    private Held runOne(String id) {
        rig.queue.fetch();
        Claim claim = Rig.claim(rig.lane().lane(), id, last().request().call() + "-1");
        last().answer().complete(Rig.taken(claim));
        await().atMost(Duration.ofSeconds(10)).until(() -> rig.started.size() == 1);
        return rig.started.get(0);
    }

    private void becomeIdle() {
        rig.queue.fetch();
        last().answer().complete(Rig.answer(Verdict.EMPTY));
    }

    private ClaimCall last() {
        return store.claims.get(store.claims.size() - 1);
    }

    private static StoreException lostAnswer() {
        return new StoreException(StoreException.Kind.UNKNOWN_EFFECT, "no answer");
    }
}
