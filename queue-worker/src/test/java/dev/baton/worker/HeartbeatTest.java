package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.JobContext.Stop;
import dev.baton.model.JobStatus;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer.Verdict;
import dev.baton.store.Ending;
import dev.baton.store.Settlement;
import dev.baton.worker.HandFedStore.ClaimCall;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private final Rig rig = new Rig(2);
    private final HandFedStore store = rig.store;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void adoptsWhatNobodyHereKnowsOldestFirst() {
        beat("bare", "a w 17");

        assertThat(store.adoptions).hasSize(1);
        assertThat(store.adoptions.get(0).elements()).containsExactly("a w 17", "bare");
        Claim claim = new Claim(rig.lane().lane(), "a", "a w 17", Rig.NOTHING, 0, 0, false, 0);
        store.adoptions.get(0).answer().complete(Rig.taken(claim));

        await().atMost(Duration.ofSeconds(10)).until(() -> rig.started.size() == 1);
        assertThat(rig.tally.adopted.sum()).isEqualTo(1);
    }

    @Test
    void leavesAloneWhatAnOpenCallMayHaveBrought() {
        rig.queue.fetch();
        String open = store.claims.get(0).request().call();

        beat("a " + open + " 17");

        assertThat(store.adoptions).isEmpty();
    }

    @Test
    void tellsTheReclaimerHowManyAreExpired() {
        assertThat(rig.expired).hasValue(-1);
        beat();
        assertThat(rig.expired).hasValue(0);
    }

    @Test
    void startsAnEntryOnceThoughTwoBeatsAdoptIt() {
        rig.heartbeat.pass();
        rig.heartbeat.pass();
        store.beats.get(0).answer().complete(Rig.beat(true, "a w 17"));
        store.beats.get(1).answer().complete(Rig.beat(true, "a w 17"));
        assertThat(store.adoptions).hasSize(2);
        Claim claim = new Claim(rig.lane().lane(), "a", "a w 17", Rig.NOTHING, 0, 0, false, 0);

        store.adoptions.get(0).answer().complete(Rig.taken(claim));
        await().atMost(Duration.ofSeconds(10)).until(() -> rig.started.size() == 1);
        store.adoptions.get(1).answer().complete(Rig.taken(claim));

        assertThat(rig.queue.room().inHand()).isEqualTo(1);
        assertThat(rig.tally.adopted.sum()).isEqualTo(1);
        assertThat(rig.tally.claimed.sum()).isEqualTo(1);
    }

    @Test
    void losesAnEntryThatItKnewBeforeAndThatIsGone() {
        Held held = run("a");

        beat();

        assertThat(held.stop()).isEqualTo(Stop.CLAIM_LOST);
        rig.end(held, null);
        assertThat(rig.tally.lost.sum()).isEqualTo(1);
        assertThat(rig.lane().hand().isEmpty()).isTrue();
    }

    @Test
    void losesNothingThatWasClaimedAfterTheBeatWasSent() {
        rig.heartbeat.pass();
        Held held = run("a");

        store.beats.get(0).answer().complete(Rig.beat(true));

        assertThat(held.stop()).isEqualTo(Stop.NONE);
    }

    @Test
    void tellsARunOfAnEarlierLifeThatItsClaimIsLost() {
        Held held = run("a");
        String first = rig.life().incarnation().name();
        rig.queue.expired(rig.life().incarnation());

        beatOf(first, false, held.claim().entry());
        assertThat(held.stop()).as("while its entry stands").isEqualTo(Stop.NONE);

        beatOf(first, false);
        assertThat(held.stop()).isEqualTo(Stop.CLAIM_LOST);
    }

    @Test
    void countsAndTellsAnOutcomeOnceThoughAnOldAnswerShowsItsEntryAgain() {
        Held held = run("a");
        rig.end(held, new Ending.Retry(held.claim(), Duration.ofSeconds(1), Rig.NOTHING));
        store.settles.get(0).answer().complete(Rig.recorded(store.settles.get(0).endings()));
        assertThat(rig.tally.retried.sum()).isEqualTo(1);

        beat(held.claim().entry()); // sent before the outcome was recorded, answered after
        store.settles.get(1).answer().complete(java.util.List.of(new Settlement("a", false, JobStatus.PENDING)));

        assertThat(rig.tally.retried.sum()).isEqualTo(1);
        assertThat(rig.tally.lost.sum()).isZero();
        await().atMost(Duration.ofSeconds(10)).until(() -> rig.told.contains("a RETRYING"));
        rig.close(); // the listener has been told of everything then
        assertThat(rig.told).containsExactly("a RETRYING");
    }

    @Test
    void repeatsTheOutcomeOfAnEntryThatARollbackBroughtBack() {
        Held held = run("a");
        Ending.Complete done = new Ending.Complete(held.claim(), new byte[] {'7'}, null, true);
        rig.end(held, done);
        ClaimCall completing = store.claims.get(store.claims.size() - 1);
        assertThat(completing.completions()).containsExactly(done);
        completing.answer().complete(Rig.answer(Verdict.EMPTY, new Settlement("a", true, null)));

        beat(held.claim().entry());

        ClaimCall repeated = store.claims.get(store.claims.size() - 1);
        assertThat(repeated.completions()).hasSize(1);
        assertThat(repeated.completions().get(0).claim().entry())
                .isEqualTo(held.claim().entry());
        assertThat(repeated.completions().get(0).result()).containsExactly('7');
        assertThat(store.adoptions).isEmpty();
        assertThat(rig.started).hasSize(1);
    }

    @Test
    void adoptsNothingOnceTheWorkerIsAboutToLeave() {
        rig.queue.leaveSoon();
        beat("bare");
        assertThat(store.adoptions).isEmpty();
    }

    private Held run(String id) {
        rig.queue.fetch();
        ClaimCall call = store.claims.get(0);
        call.answer()
                .complete(Rig.taken(
                        Rig.claim(rig.lane().lane(), id, call.request().call() + "-1")));
        await().atMost(Duration.ofSeconds(10)).until(() -> rig.started.size() == 1);
        return rig.started.get(0);
    }

    private void beat(String... elements) {
        beatOf(rig.life().incarnation().name(), true, elements);
    }

    private void beatOf(String worker, boolean live, String... elements) {
        int before = store.beats.size();
        rig.heartbeat.pass();
        store.beats.subList(before, store.beats.size()).stream()
                .filter(beat -> beat.worker().equals(worker))
                .forEach(beat -> beat.answer().complete(Rig.beat(live, elements)));
    }
}
