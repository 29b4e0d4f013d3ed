package dev.baton;

import static dev.baton.ClientRedis.ADA;
import static dev.baton.ClientRedis.WELCOME;
import static dev.baton.ClientRedis.buried;
import static dev.baton.ClientRedis.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BulkOperation.Action;
import dev.baton.ClientRedis.Receipt;
import dev.baton.DeadGroups.DeadGroup;
import dev.baton.codec.JobCodec;
import dev.baton.json.JacksonCodec;
import dev.baton.model.Failure;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.model.JobView;
import dev.baton.store.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Finding jobs, telling why they do not run, and doing the same with many of them, on a real Redis. */
@Tag("contract")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchAndBulkTest {
    private static final JobType<String, Void> NOTE = JobType.of("note", String.class);
    private static final JobCodec CODEC = new JacksonCodec();

    private ClientRedis redis;

    @BeforeAll
    void start() {
        redis = new ClientRedis(Duration.ofSeconds(10));
    }

    @AfterAll
    void stop() {
        redis.close();
    }

    @BeforeEach
    void clear() {
        redis.clear();
    }

    private JobQueue emails() {
        return redis.emails();
    }

    private void notes(int from, int to, String... tags) {
        for (int i = from; i < to; i++) {
            int n = i;
            emails().enqueue(NOTE, "text " + n, o -> o.id("n" + n).tags(tags));
        }
    }

    private List<String> found(JobFilter filter) {
        List<String> ids = new ArrayList<>();
        Optional<PageRequest> page = Optional.of(PageRequest.first(3));
        while (page.isPresent()) {
            FoundJobs jobs = emails().search(filter, page.get());
            jobs.jobs().forEach(job -> ids.add(job.id()));
            page = jobs.next();
        }
        return ids;
    }

    private void fails(String error, String message) {
        redis.end(claim -> new Ending.Bury(
                claim,
                "attempts exhausted",
                CODEC.writeFailure(new Failure(
                        1,
                        Instant.now(),
                        error,
                        message,
                        "at x".repeat(2000),
                        "w",
                        Instant.now().minusMillis(5))),
                true));
    }

    @Test
    void aSearchFindsByEveryConditionAndGoesOnWhereItStopped() {
        notes(0, 7, "blue");
        emails().enqueue(WELCOME, ADA, o -> o.id("ada"));
        emails().enqueue(NOTE, "late", o -> o.id("late").delay(Duration.ofHours(1)));

        assertThat(found(JobFilter.ANY)).containsExactly("late", "n0", "n1", "n2", "n3", "n4", "n5", "n6", "ada");
        assertThat(found(JobFilter.ANY.withStatus(JobStatus.SCHEDULED))).containsExactly("late");
        assertThat(found(JobFilter.ANY.withType("welcome"))).containsExactly("ada");
        assertThat(found(JobFilter.ANY.withTag("blue").withText("text 5"))).containsExactly("n5");
        assertThat(found(JobFilter.ANY.withText("ada"))).containsExactly("ada");
        Instant hence = Instant.now().plusSeconds(3600);
        assertThat(found(JobFilter.ANY.enqueuedFrom(hence))).isEmpty();
        assertThat(found(JobFilter.ANY.enqueuedBefore(hence).withType("note"))).hasSize(8);
        assertThat(found(JobFilter.ANY.where(job -> job.id().endsWith("3")))).containsExactly("n3");
        assertThatThrownBy(() -> JobFilter.ANY.withText("")).hasMessageContaining("use 1 to 200");
        assertThatThrownBy(() -> emails().search(JobFilter.ANY, new PageRequest("?\u001b", 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cursor")
                .hasMessageNotContaining("\u001b");
    }

    @Test
    void aListingTellsTheLastErrorHoweverLongItsStoryIs() {
        notes(0, 3);
        fails("java.io.IOException", "disk full");
        fails("java.io.IOException", "é\\\"".repeat(1500));
        redis.end(claim ->
                new Ending.Bury(claim, "malformed: x", CODEC.writeFailure(failure("malformed", "no json")), false));

        List<JobView> dead = emails().list(JobStatus.DEAD).jobs();

        assertThat(dead)
                .extracting(job -> job.lastError().orElseThrow().error())
                .containsExactlyInAnyOrder("java.io.IOException", "java.io.IOException", "malformed");
        assertThat(dead)
                .extracting(job -> job.lastError().orElseThrow().message())
                .anyMatch(message -> message.equals("disk full"))
                .anyMatch(message -> message.startsWith("é\\\"é\\\"") && message.endsWith("…"))
                .anyMatch(message -> message.equals("no json"));
        assertThat(found(JobFilter.ANY.withError("malformed"))).containsExactly("n2");
        assertThat(dead.get(0).lastError().orElseThrow().claimedAt()).isNotNull();
    }

    @Test
    void aStoryIsReadWhereverItIsCut() {
        for (int length = 880; length < 1040; length++) {
            emails().enqueue(NOTE, "x", o -> o.id("cut"));
            fails("java.io.IOException", "m".repeat(length));
            JobView dead = emails().list(JobStatus.DEAD).jobs().get(0);
            assertThat(dead.lastError().orElseThrow().error())
                    .as("a message of " + length)
                    .isEqualTo("java.io.IOException");
            redis.clear();
        }
    }

    private static Failure failure(String error, String message) {
        return new Failure(1, Instant.now(), error, message, "", "w", Instant.now());
    }

    @Test
    void deadJobsAreGroupedByTypeAndError() {
        notes(0, 3);
        emails().enqueue(WELCOME, ADA, o -> o.id("ada"));
        fails("java.io.IOException", "first");
        fails("java.io.IOException", "second");
        fails("Other", "third");
        fails("java.io.IOException", "fourth");

        DeadGroups groups = emails().deadGroupsAsync(null).join();

        assertThat(groups.read()).isEqualTo(4);
        assertThat(groups.next()).isEmpty();
        assertThat(groups.groups())
                .extracting(group -> group.type() + " " + group.error() + " " + group.jobs())
                .containsExactly("note java.io.IOException 2", "note Other 1", "welcome java.io.IOException 1");
        DeadGroup first = groups.groups().get(0);
        assertThat(first.exampleId()).isEqualTo("n1");
        assertThat(first.exampleMessage()).isEqualTo("second");
        assertThat(first.first()).isBeforeOrEqualTo(first.last());
    }

    @Test
    void aGroupIsReplayedAndTheOthersStayDead() {
        notes(0, 1200);
        for (int i = 0; i < 1200; i++) {
            fails(i % 2 == 0 ? "Even" : "Odd", "x");
        }

        BulkProgress progress = emails().bulk(Action.REPLAY, JobFilter.ANY.withError("Odd"))
                .ended()
                .join();

        assertThat(progress).isEqualTo(new BulkProgress(1200, 1200, 600, 600, 0, false));
        assertThat(emails().stats().dead()).isEqualTo(600);
        assertThat(emails().stats().pending()).isEqualTo(600);
        assertThat(emails().deadGroupsAsync(null).join().groups())
                .extracting(DeadGroup::error)
                .containsExactly("Even");
    }

    @Test
    void waitingJobsAreCancelledInBulkAndWhatIsLeftOfThemDeleted() {
        notes(0, 1100, "blue");
        notes(1100, 1110, "red");
        IntStream.range(0, 30)
                .forEach(
                        i -> emails().enqueue(NOTE, "later", o -> o.tags("blue").delay(Duration.ofHours(1))));

        BulkProgress cancelled = emails().bulk(Action.CANCEL, JobFilter.ANY.withTag("blue"))
                .ended()
                .join();

        assertThat(cancelled.changed()).isEqualTo(1130);
        assertThat(cancelled.refused()).isZero();
        assertThat(emails().stats().cancelled()).isEqualTo(1130);
        assertThat(found(JobFilter.ANY.withStatus(JobStatus.PENDING))).hasSize(10);

        BulkProgress deleted = emails().bulk(
                        Action.DELETE,
                        JobFilter.ANY.withStatus(JobStatus.CANCELLED).withText("later"))
                .ended()
                .join();

        assertThat(deleted.matched()).isEqualTo(30);
        assertThat(deleted.changed()).isEqualTo(30);
        assertThat(emails().stats().cancelled()).isEqualTo(1100);
    }

    @Test
    void doneJobsAreDeletedInBulkAmongOthers() {
        notes(0, 700);
        for (int i = 0; i < 700; i++) {
            redis.end(done(new Receipt("r")));
        }
        BulkProgress deleted = emails().bulk(
                        Action.DELETE,
                        JobFilter.ANY.where(job -> Integer.parseInt(job.id().substring(1)) % 7 == 0))
                .ended()
                .join();

        assertThat(deleted).isEqualTo(new BulkProgress(700, 700, 100, 100, 0, false));
        assertThat(emails().stats().done()).isEqualTo(600);
        assertThat(found(JobFilter.ANY.withStatus(JobStatus.DONE))).hasSize(600).doesNotContain("n7", "n0");
    }

    @Test
    void aBulkOperationIsStoppedAndOneThatMakesNoSenseRefused() {
        notes(0, 600);
        BulkOperation operation = emails().bulk(Action.CANCEL, JobFilter.ANY);
        operation.stop();
        operation.stop();
        BulkProgress progress = operation.ended().join();
        assertThat(progress.stopped()).isTrue();
        assertThat(operation.progress()).isEqualTo(progress);

        assertThatThrownBy(() -> emails().bulk(Action.CANCEL, JobFilter.ANY.withStatus(JobStatus.DEAD)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A cancel of dead jobs is not possible: choose scheduled, retrying, pending, in-progress,"
                        + " or no status");
    }

    private List<String> why(String id) {
        return emails().why(id).orElseThrow().reasons().stream()
                .map(Why.Reason::code)
                .toList();
    }

    @Test
    void whyAJobIsNotRunningIsToldFromWhatStandsInItsWay() {
        assertThat(emails().why("nobody")).isEmpty();
        JobQueue lonely = redis.baton().queue("lonely");
        lonely.enqueue(NOTE, "x", o -> o.id("n0"));
        assertThat(lonely.why("n0").orElseThrow().first().code()).isEqualTo("no-worker");
        notes(0, 2);
        assertThat(why("n0")).containsExactly("next");
        assertThat(why("n1")).containsExactly("behind");
        emails().pause();
        assertThat(why("n0")).containsExactly("paused");
        emails().resume();
        emails().enqueue(NOTE, "x", o -> o.id("late").delay(Duration.ofHours(2)));
        assertThat(emails().why("late").orElseThrow().first().text())
                .startsWith("It is to start at ")
                .containsPattern(", in (1 h 59|2 h 0) min");

        fails("java.io.IOException", "disk full");
        assertThat(why("n0")).containsExactly("dead", "failed", "replay");
        assertThat(emails().why("n0").orElseThrow().reasons().get(1).text()).contains("java.io.IOException, disk full");

        redis.claim(1);
        Why runs = emails().why("n1").orElseThrow();
        assertThat(runs.first().code()).isEqualTo("running");
        assertThat(runs.holder()).isPresent();
        assertThat(runs.where().liveWorkers()).isEqualTo(1);
        emails().cancel("n1");
        assertThat(why("n1")).containsExactly("running", "cancelling");
        emails().enqueue(NOTE, "x", o -> o.id("next"));
        assertThat(why("next")).containsExactly("next");
        emails().cancel("next");
        assertThat(why("next")).containsExactly("cancelled");
        assertThatThrownBy(() -> emails().why("no id")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDeletionTellsWhatItFound() {
        JobHandle<Receipt> job = emails().enqueue(WELCOME, ADA);
        assertThat(emails().delete(job.id()).verdict()).isEqualTo(Deletion.Verdict.NOT_ENDED);
        redis.end(buried("broken"));
        assertThat(emails().delete(job.id()))
                .isEqualTo(new Deletion(job.id(), Deletion.Verdict.DELETED, Optional.of(JobStatus.DEAD)));
        assertThat(emails().deleteAsync(job.id()).join().verdict()).isEqualTo(Deletion.Verdict.FORGOTTEN);
        assertThat(emails().delete("nobody").verdict()).isEqualTo(Deletion.Verdict.UNKNOWN);
        emails().enqueue(WELCOME, ADA, o -> o.id("again"));
        redis.end(done(new Receipt("r")));
        assertThat(emails().delete("again").verdict()).isEqualTo(Deletion.Verdict.DELETED);
        assertThat(emails().delete("again").verdict()).isEqualTo(Deletion.Verdict.FORGOTTEN);
    }
}
