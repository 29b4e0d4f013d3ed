package dev.baton.doctor;

import static dev.baton.doctor.Ward.GREET;
import static dev.baton.doctor.Ward.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.JobType;
import dev.baton.testkit.JobSeed;
import dev.baton.testkit.ManualWorker;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every kind of damage is done by hand, found, and found alone; and mended where that is safe. */
@WithRedis
class DamageTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private Ward ward;
    private JobSeed<String, Integer> seed;
    private ManualWorker worker;

    @BeforeEach
    void fill(RedisUri uri, RawRedis redis, TestBaton baton) {
        ward = new Ward(uri, redis);
        seed = baton.seed(QUEUE, GREET, "Ada");
        worker = baton.worker(QUEUE, "worker-1");
        seed.inProgress(worker);
        seed.pending();
        seed.done(7);
        seed.dead(new IllegalStateException("no such address"));
    }

    @Test
    void aPendingJobThatStandsTwiceInPending() {
        String id = seed.pending().id();
        ward.hurt("RPUSH", "pending", id);
        assertThat(ward.violations()).containsExactly("two-places " + id);
        ward.assertMended("taken out of pending");
        assertThat(ward.texts("LRANGE", "pending", "-1", "-1")).containsExactly(id);
    }

    @Test
    void aPendingJobThatStandsInPendingAndBareInAHand() {
        String id = seed.pending().id();
        ward.hurt("LPUSH", "processing:worker-1", id);
        assertThat(ward.violations()).containsExactly("two-places " + id);
        ward.assertMended("bare id taken out of a processing list");
    }

    @Test
    void aClaimedJobThatStandsInPendingAndScheduledToo() {
        String id = seed.inProgress(worker).id();
        ward.hurt("RPUSH", "pending", id);
        ward.hurt("ZADD", "scheduled", "5", id);
        assertThat(ward.violations()).containsExactly("two-places " + id);
        ward.assertMended("taken out of pending; taken out of scheduled");
        assertThat(ward.status(id)).isEqualTo("in-progress");
    }

    @Test
    void twoClaimsOfOneJobAreToldAndLeft() {
        String id = seed.inProgress(worker).id();
        ward.hurt("LPUSH", "processing:worker-1:2", id + " other 5");
        assertThat(ward.violations()).containsExactly("two-places " + id);
        assertThat(ward.mend()).isEmpty();
    }

    @Test
    void aLentJobIsNoDamageUntilItStandsElsewhereToo() {
        String id = seed.inProgress(worker).id();
        ward.lease("worker-1", 60_000);
        assertThat(ward.violations()).isEmpty();
        ward.hurt("RPUSH", "pending", id);
        assertThat(ward.violations()).containsExactly("two-places " + id);
        ward.assertMended("taken out of pending");
        assertThat(ward.status(id)).isEqualTo("in-progress");
    }

    @Test
    void aLeaseAndAClaimOfOneJobAreToldAndLeft() {
        String id = seed.inProgress(worker).id();
        ward.hurt("ZADD", "leases", ward.nowMillis(60_000), id + " other 5");
        assertThat(ward.violations()).containsExactly("two-places " + id);
        assertThat(ward.mend()).isEmpty();
    }

    @Test
    void aLeaseOfAnEndedJob() {
        String id = seed.done(7).id();
        ward.hurt("ZADD", "leases", ward.nowMillis(60_000), id + " other 5");
        assertThat(ward.violations()).containsExactly("wrong-place " + id);
        ward.assertMended("claim taken away");
        assertThat(ward.status(id)).isEqualTo("done");
    }

    @Test
    void aLeaseThatRanOutLongAgoThoughSomebodyLives() {
        seed.inProgress(worker);
        ward.lease("worker-1", -180_000);
        assertThat(ward.violations()).containsExactly("unreclaimed");
    }

    @Test
    void anElementOfLeasesThatIsNoClaim() {
        ward.hurt("ZADD", "leases", ward.nowMillis(60_000), "? x 1");
        assertThat(ward.violations()).containsExactly("malformed-entry");
    }

    @Test
    void anEndedJobThatStillStandsSomewhere() {
        String id = seed.done(7).id();
        ward.hurt("LPUSH", "pending", id);
        ward.hurt("LPUSH", "processing:worker-1", id + " other 5");
        assertThat(ward.violations()).containsExactly("wrong-place " + id);
        ward.assertMended("taken out of pending; claim taken away");
        assertThat(ward.status(id)).isEqualTo("done");
    }

    @Test
    void aCancelledJobThatStandsInPendingAndIsNotStale() {
        String id = seed.cancelled().id();
        assertThat(ward.violations()).isEmpty();
        ward.hurt("SREM", "stale", id);
        assertThat(ward.violations()).containsExactly("wrong-place " + id);
        ward.assertMended("taken out of pending");
    }

    @Test
    void aPendingJobThatStandsOnlyInScheduled() {
        String id = seed.pending().id();
        ward.hurt("LREM", "pending", "1", id);
        ward.hurt("ZADD", "scheduled", "5", id);
        assertThat(ward.violations()).containsExactly("wrong-place " + id);
        ward.assertMended("taken out of scheduled; put at the back of pending");
    }

    @Test
    void aPendingJobThatStandsNowhere() {
        String id = seed.pending().id();
        ward.hurt("LREM", "pending", "1", id);
        assertThat(ward.violations()).containsExactly("no-place " + id);
        ward.assertMended("put at the back of pending");
        assertThat(ward.texts("LRANGE", "pending", "0", "0")).containsExactly(id);
    }

    @Test
    void aRetryingJobThatStandsNowhere() {
        String id = seed.retrying(HOUR, new IllegalStateException("no")).id();
        ward.hurt("ZREM", "scheduled", id);
        assertThat(ward.violations()).containsExactly("no-place " + id);
        ward.assertMended("put into scheduled, due now");
    }

    @Test
    void aDelayedJobWhoseDueTimeIsLostIsToldAndLeft() {
        String id = seed.scheduled(HOUR).id();
        ward.hurt("ZREM", "scheduled", id);
        assertThat(ward.violations()).containsExactly("no-place " + id);
        assertThat(ward.mend()).isEmpty();
    }

    @Test
    void aJobInProgressWithoutAClaim() {
        String id = seed.inProgress(worker).id();
        ward.hurt("LPOP", "processing:worker-1");
        assertThat(ward.violations()).containsExactly("no-claim " + id);
        ward.assertMended("made pending again, at the back, with a crash counted");
        assertThat(ward.status(id)).isEqualTo("pending");
        assertThat(ward.hurt("HGET", "tries", id)).isEqualTo("0 1 0");
    }

    @Test
    void aJobInProgressWithoutAClaimThatWasToBeCancelled() {
        String id = seed.inProgress(worker).id();
        ward.hurt("SADD", "cancelling", id);
        ward.hurt("LPOP", "processing:worker-1");
        ward.assertMended("cancelled, as was asked for, with a crash counted");
        assertThat(ward.status(id)).isEqualTo("cancelled");
    }

    @Test
    void aJobThatMayStartOnlyOnceIsFineAndIsNotStartedAgainWhenItsClaimIsLost(TestBaton baton) {
        var once = JobType.of("charge", String.class, Integer.class).atMostOnce();
        String id = baton.seed(QUEUE, once, "Ada").inProgress(worker).id();
        assertThat(ward.violations()).isEmpty();
        ward.hurt("LPOP", "processing:worker-1");
        assertThat(ward.violations()).containsExactly("no-claim " + id);
        assertThat(ward.mend()).isEmpty();
        assertThat(ward.status(id)).isEqualTo("in-progress");
    }

    @Test
    void placesOfAJobThatNobodyKnows() {
        ward.hurt("LPUSH", "pending", "ghost");
        ward.hurt("LPUSH", "processing:worker-1", "ghost nonce 7");
        assertThat(ward.violations()).containsExactly("place-without-status ghost");
        ward.assertMended("taken out of pending; claim taken away");
    }

    @Test
    void aJobWhoseRecordIsGone() {
        String id = seed.pending().id();
        ward.hurt("DEL", "job:" + id);
        assertThat(ward.violations()).containsExactly("status-without-record " + id);
        assertThat(ward.mend()).isEmpty();
    }

    @Test
    void aJobWhoseStatusIsGone() {
        String id = seed.pending().id();
        ward.hurt("DEL", "job:" + id + ":status");
        assertThat(ward.violations()).containsExactly("record-without-status " + id);
        assertThat(ward.mend()).isEmpty();
    }

    @Test
    void aStatusThatIsNoWordOfOurs() {
        String id = seed.pending().id();
        ward.hurt("SET", "job:" + id + ":status", "asleep");
        assertThat(ward.violations()).containsExactly("unknown-status " + id);
    }

    @Test
    void aDeadJobThatIsNotIndexed() {
        String id = seed.dead(new IllegalStateException("no")).id();
        ward.hurt("ZREM", "dead", id);
        assertThat(ward.violations()).containsExactly("not-indexed " + id);
        ward.assertMended("put into the index of its status, as of now");
    }

    @Test
    void aCancelledJobThatIsNotIndexed() {
        String id = seed.cancelled().id();
        ward.hurt("ZREM", "cancelled", id);
        assertThat(ward.violations()).containsExactly("not-indexed " + id);
        ward.assertMended("put into the index of its status, as of now");
    }

    @Test
    void aDoneJobThatIsNotIndexed() {
        String id = seed.done(7).id();
        String entry = ward.texts("LRANGE", "done", "-1", "-1").get(0);
        ward.hurt("RPOP", "done");
        ward.hurt("HINCRBY", "stats", "done-bytes", "-" + entry.split(" ")[2]);
        assertThat(ward.violations()).containsExactly("not-indexed " + id);
        ward.assertMended("put into the index of its status, as of now");
        String mended = ward.texts("LRANGE", "done", "-1", "-1").get(0);
        assertThat(mended.split(" ")[0]).isEqualTo(id);
        assertThat(mended.split(" ")[2]).isEqualTo(entry.split(" ")[2]);
        assertThat(mended.split(" ")[3]).isEqualTo(entry.split(" ")[3]);
    }

    @Test
    void indexesThatNameAJobThatHasNotEndedSo() {
        String id = seed.pending().id();
        ward.hurt("ZADD", "dead", ward.nowMillis(0), id);
        ward.hurt("ZADD", "cancelled", ward.nowMillis(0), id);
        ward.hurt("HINCRBY", "stats", "dead", "1");
        ward.hurt("HINCRBY", "stats", "cancelled", "1");
        assertThat(ward.violations()).containsExactly("false-index " + id, "false-index " + id);
        ward.assertMended("taken out of dead; taken out of cancelled");
    }

    @Test
    void aDoneJobThatIsIndexedTwice() {
        String id = seed.done(7).id();
        String entry = ward.texts("LRANGE", "done", "-1", "-1").get(0);
        ward.hurt("RPUSH", "done", entry);
        ward.hurt("HINCRBY", "stats", "done-bytes", entry.split(" ")[2]);
        ward.hurt("HINCRBY", "stats", "done", "1");
        assertThat(ward.violations()).containsExactly("indexed-twice " + id);
        assertThat(ward.mend()).isEmpty();
    }

    @Test
    void aTombstoneThatNobodyWillRemove() {
        ward.hurt("SET", "job:old:status", "done");
        assertThat(ward.violations()).containsExactly("leaked-tombstone old");
        ward.assertMended("put into remembered, so that it is forgotten after a day");
    }

    @Test
    void keysThatAreNotInTheModel() {
        ward.hurt("SET", "job:x:y:z", "1");
        ward.hurt("SET", "\u001b[31mred", "1");
        Diagnosis diagnosis = ward.diagnosis();
        assertThat(Ward.violationsOf(diagnosis)).containsExactly("leaked-key", "leaked-key");
        assertThat(diagnosis.findings().toString()).contains("\\u001b[31mred").doesNotContain("\u001b");
    }

    @Test
    void aRunOfAJobThatNobodyKnows() {
        ward.hurt("HSET", "job:ghost:run", "note", "1");
        assertThat(ward.violations()).containsExactly("leaked-key ghost");
        ward.assertMended("run removed");
    }

    @Test
    void fieldsOfJobsToWhichTheyDoNotApply() {
        String id = seed.pending().id();
        ward.hurt("HSET", "tries", "ghost-1", "0 1 0");
        ward.hurt("SADD", "cancelling", id);
        ward.hurt("SADD", "stale", id);
        ward.hurt("ZADD", "watched", ward.nowMillis(5_000), "ghost-2");
        assertThat(ward.violations())
                .containsExactlyInAnyOrder(
                        "leaked-field ghost-1", "leaked-field " + id, "leaked-field " + id, "leaked-field ghost-2");
        assertThat(ward.mend())
                .containsExactlyInAnyOrder(
                        "tries removed", "taken out of cancelling; taken out of stale", "taken out of watched");
        assertThat(ward.violations()).isEmpty();
    }

    @Test
    void aListOfAnIncarnationThatIsNotRegistered() {
        seed.pending();
        ward.hurt("LMOVE", "pending", Ward.BASE + "processing:gone", "LEFT", "LEFT");
        assertThat(ward.violations()).containsExactly("unregistered-list");
    }

    @Test
    void claimsAndBareIdsThatNobodyTakesBack() {
        ward.liveWorker("alive");
        seed.pending();
        ward.hurt("LMOVE", "pending", Ward.BASE + "processing:worker-1:1", "LEFT", "LEFT");
        assertThat(ward.violations()).isEmpty();
        ward.hurt("ZADD", "workers", ward.nowMillis(-600_000), "worker-1");
        assertThat(ward.violations()).containsExactlyInAnyOrder("unreclaimed", "unsalvaged");
    }

    @Test
    void whatAnIncarnationHoldsThatDiedDaysAgoIsSeenToo() {
        String id = seed.inProgress(worker).id();
        ward.hurt("ZADD", "workers", ward.nowMillis(-86_000_000), "worker-1");
        assertThat(ward.violations()).isEmpty();
        ward.hurt("RPUSH", "pending", id);
        assertThat(ward.violations()).containsExactly("two-places " + id);
        ward.assertMended("taken out of pending");
        assertThat(ward.status(id)).isEqualTo("in-progress");
    }

    @Test
    void aKeyOfAForeignType() {
        String id = seed.pending().id();
        ward.hurt("SET", "watched", "1");
        ward.hurt("DEL", "job:" + id + ":status");
        ward.hurt("LPUSH", "job:" + id + ":status", "pending");
        assertThat(ward.violations()).containsExactlyInAnyOrder("wrong-type", "wrong-type " + id);
    }

    @Test
    void aKeyOfAForeignTypeKeepsNothingElseFromBeingFound() {
        String id = seed.pending().id();
        ward.hurt("DEL", "workers");
        ward.hurt("SET", "workers", "1");
        ward.hurt("LREM", "pending", "1", id);
        assertThat(ward.violations()).contains("wrong-type", "unregistered-list", "no-place " + id);
        assertThat(ward.mend()).isEmpty();
    }

    @Test
    void elementsThatBatonWouldNotWrite() {
        ward.hurt("LPUSH", "pending", "two words");
        ward.hurt("LPUSH", "processing:worker-1", "id nonce");
        ward.hurt("RPUSH", "fading", "id soon");
        ward.hurt("ZADD", "scheduled", "inf", "{brace}");
        assertThat(ward.violations())
                .filteredOn(one -> one.equals("malformed-entry"))
                .hasSize(5);
    }

    @Test
    void aRecordThatCannotBeRead() {
        String id = seed.pending().id();
        ward.hurt("SET", "job:" + id, "{\"v\":1,\"enqueuedAt\":5,\"type\":\"greet\"}");
        Diagnosis diagnosis = ward.diagnosis();
        assertThat(Ward.violationsOf(diagnosis)).containsExactly("malformed-record " + id);
        assertThat(diagnosis.findings().toString()).contains("it has no field payload");
    }

    @Test
    void fieldsThatAreNotWhatTheModelSays() {
        String id = seed.retrying(HOUR, new IllegalStateException("no")).id();
        ward.hurt("HSET", "tries", id, "many");
        ward.hurt("HSET", "meta", "paused", "soon");
        ward.hurt("HSET", "job:" + id + ":run", "finishedAt", "never");
        assertThat(ward.violations())
                .containsExactlyInAnyOrder("malformed-field", "malformed-field " + id, "malformed-field " + id);
    }

    @Test
    void countersThatAreNoNumbers() {
        ward.hurt("HSET", "stats", "released", "-5", "salvaged", "many", "luck", "7");
        assertThat(ward.violations()).containsExactly("malformed-counter", "malformed-counter", "malformed-counter");
    }

    @Test
    void countersThatContradictEachOther() {
        ward.hurt("HSET", "stats", "enqueued", "1");
        assertThat(ward.violations()).containsExactly("counter-mismatch");
    }

    @Test
    void bytesOfDoneJobsThatDoNotAddUp() {
        ward.hurt("HINCRBY", "stats", "done-bytes", "1");
        assertThat(ward.violations()).containsExactly("counter-mismatch");
    }

    @Test
    void aPayloadThatIsTooLarge() {
        String id = seed.pending().id();
        String payload = "x".repeat((1 << 20) + 5_000);
        ward.hurt("SET", "job:" + id, "{\"v\":1,\"enqueuedAt\":5,\"type\":\"greet\",\"payload\":\"" + payload + "\"}");
        assertThat(ward.violations()).containsExactly("oversized " + id);
    }

    @Test
    void deadJobsThatNobodyPurges() {
        String id = seed.dead(new IllegalStateException("no")).id();
        ward.hurt("ZADD", "dead", "5", id);
        ward.hurt("ZADD", "workers", ward.nowMillis(0), "worker-1");
        assertThat(ward.violations()).isEmpty();
        ward.liveWorker("alive");
        assertThat(ward.violations()).containsExactly("kept-too-long");
    }

    @Test
    void aQueueThatIsNotListed(RawRedis redis) {
        redis.call("SREM", "baton:queues", QUEUE);
        assertThat(ward.violations()).containsExactly("unlisted-queue");
        ward.assertMended("added to baton:queues");
    }

    @Test
    void aQueueOfAnotherReleaseIsNotJudgedFurther() {
        ward.hurt("HSET", "meta", "format", "2");
        ward.hurt("LPUSH", "pending", "ghost");
        assertThat(ward.violations()).containsExactly("other-format");
    }
}
