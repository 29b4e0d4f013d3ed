package dev.baton.redis;

import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.get;
import static dev.baton.redis.TestRedis.large;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import dev.baton.store.InspectStore.Listing;
import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What whoever looks is shown of jobs and queues. */
class InspectionTest extends OnLentRedis {
    private JobView find(String id) {
        return get(redis.store().inspection().find(QUEUE, id)).orElseThrow();
    }

    private List<String> list(JobStatus status) {
        return get(redis.store().inspection().list(QUEUE, status, null, 50)).jobs().stream()
                .map(JobView::id)
                .toList();
    }

    @Test
    void theEndOfAJobWithNothingToTellIsFoundInTheIndexAmongTheLatest() {
        redis.join();
        for (int i = 0; i < 103; i++) {
            redis.clock(START.plusSeconds(i));
            redis.complete(redis.held("j" + i));
        }
        var inspection = redis.store().inspection();
        for (int i : List.of(102, 3, 2, 0)) {
            assertThat(get(inspection.doneAt(QUEUE, "j" + i))).contains(START.plusSeconds(i));
        }
        assertThat(get(inspection.doneAt(QUEUE, "j"))).isEmpty();
        List<String> many = new java.util.ArrayList<>();
        for (int i = 0; i < 9_998; i++) {
            many.add("x" + i + " 5 1 -");
        }
        redis.raw().rpush("baton:{q}:done", many.toArray(String[]::new));
        assertThat(get(inspection.doneAt(QUEUE, "j101"))).contains(START.plusSeconds(101));
        assertThat(get(inspection.doneAt(QUEUE, "j100"))).isEmpty();
        assertThat(get(inspection.doneAt("nothing", "j1"))).isEmpty();
    }

    @Test
    void resultsAndNotesAreReadableByWhoeverKnowsTheId() {
        Claim first = redis.held("a");
        Claim second = redis.held("b");
        Claim third = redis.held("c");
        redis.complete(
                new Ending.Complete(first, "{\"ok\":true}".getBytes(UTF_8), null, true),
                new Ending.Complete(second, null, "the result had 2 MB", false),
                new Ending.Complete(third, null, null, false));

        JobView a = find("a");
        assertThat(a.result()).asString(UTF_8).isEqualTo("{\"ok\":true}");
        assertThat(a.finishedAt()).isEqualTo(START);
        assertThat(find("b").reason()).isEqualTo("the result had 2 MB");
        assertThat(find("b").result()).isNull();
        assertThat(find("c").status()).isEqualTo(JobStatus.DONE);
        assertThat(redis.raw().exists("baton:{q}:job:c:run")).isZero();
        assertThat(redis.list("done"))
                .extracting(element -> element.replaceAll(".* ", ""))
                .containsExactly("cr", "n", "-");
    }

    @Test
    void onlyTheLastFailuresAreKept() {
        redis.join();
        redis.enqueueIds("a");
        for (int i = 1; i <= 23; i++) {
            Claim claim = redis.claim(1).claims().get(0);
            assertThat(claim.attempt()).isEqualTo(i);
            redis.settle(new Ending.Retry(claim, Duration.ZERO, TestRedis.failure(i)));
            get(redis.store().sweeps().promote(QUEUE, 1));
        }
        assertThat(redis.raw().hlen("baton:{q}:job:a:run")).isEqualTo(20);
        assertThat(find("a").errors())
                .extracting(failure -> failure.attempt())
                .startsWith(4)
                .endsWith(23)
                .hasSize(20);
    }

    @Test
    void listingsComeInPagesEachOfItsStatusOnly() {
        redis.join();
        for (int i = 0; i < 5; i++) {
            redis.enqueueIds("p" + i);
        }
        get(redis.store().inspection().cancel(QUEUE, List.of("p1")));
        List<String> pages = new ArrayList<>();
        String cursor = null;
        do {
            Listing page = get(redis.store().inspection().list(QUEUE, JobStatus.PENDING, cursor, 2));
            page.jobs().forEach(job -> pages.add(job.id()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(pages).containsExactly("p0", "p2", "p3", "p4");

        redis.claim(10);
        assertThat(list(JobStatus.IN_PROGRESS)).containsExactly("p0", "p2", "p3", "p4");
        redis.seed("s", Optional.of(JobStatus.SCHEDULED));
        redis.seed("r", Optional.of(JobStatus.RETRYING));
        redis.seed("d1", Optional.of(JobStatus.DONE));
        redis.clock(START.plusSeconds(1));
        redis.seed("d2", Optional.of(JobStatus.DONE));
        redis.seed("x", Optional.of(JobStatus.DEAD));
        assertThat(list(JobStatus.SCHEDULED)).containsExactly("s");
        assertThat(list(JobStatus.RETRYING)).containsExactly("r");
        assertThat(list(JobStatus.DONE)).containsExactly("d2", "d1");
        assertThat(list(JobStatus.DEAD)).containsExactly("x");
        assertThat(list(JobStatus.CANCELLED)).containsExactly("p1");
        assertThat(get(redis.store().inspection().list(QUEUE, JobStatus.DONE, null, 9))
                        .jobs()
                        .get(1)
                        .finishedAt())
                .isEqualTo(START);
    }

    @Test
    void aPageOfLargeRecordsIsShorterAndGoesOn() {
        redis.enqueue(large("a", 1_000_000), large("b", 1_000_000), large("c", 1_000_000));
        redis.enqueue(large("d", 1_000_000), large("e", 1_000_000), large("f", 1_000_000));
        Listing page = get(redis.store().inspection().list(QUEUE, JobStatus.PENDING, null, 6));
        assertThat(page.jobs()).extracting(JobView::id).containsExactly("a", "b", "c", "d");
        Listing rest = get(redis.store().inspection().list(QUEUE, JobStatus.PENDING, page.next(), 6));
        assertThat(rest.jobs()).extracting(JobView::id).containsExactly("e", "f");
    }

    @Test
    void aPageHoldsRecordsToItsLastByteAndOneAtLeast() {
        redis.enqueueIds("a", "b", "c", "d", "e");
        for (String id : List.of("a", "b", "c", "d")) {
            redis.raw().set("baton:{q}:job:" + id, "x".repeat(1 << 20));
        }
        Listing page = get(redis.store().inspection().list(QUEUE, JobStatus.PENDING, null, 5));
        assertThat(page.jobs()).extracting(JobView::id).containsExactly("a", "b", "c", "d");

        redis.raw().append("baton:{q}:job:a", "x".repeat(4 << 20));
        assertThat(find("a").status()).isEqualTo(JobStatus.PENDING);
        Listing alone = get(redis.store().inspection().list(QUEUE, JobStatus.PENDING, null, 5));
        assertThat(alone.jobs()).extracting(JobView::id).containsExactly("a");
    }

    @Test
    void aWrongCursorIsRefusedInOneSentence() {
        for (String cursor : List.of("-1", "x\u001b[31m", "9223372036854775807")) {
            assertThatThrownBy(() -> redis.store().inspection().list(QUEUE, JobStatus.PENDING, cursor, 10))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cursor")
                    .hasMessageNotContaining("\u001b");
        }
    }

    @Test
    void aStatusOfALaterReleaseIsNamedAndChangesNothing() {
        redis.enqueueIds("a", "b");
        redis.raw().set("baton:{q}:job:a:status", "blocked\u001b[2J");
        TreeMap<String, String> before = redis.dump();

        assertThatThrownBy(() -> get(redis.store().inspection().statuses(QUEUE, List.of("a"))))
                .isInstanceOfSatisfying(StoreException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.UNFIT);
                    assertThat(e).hasMessageContaining("blocked\\u001b[2J").hasMessageContaining("does not know");
                });
        assertThatThrownBy(() -> get(redis.store().inspection().find(QUEUE, "a")))
                .isInstanceOf(StoreException.class);
        assertThat(get(redis.store().inspection().cancel(QUEUE, List.of("b")))
                        .get(0)
                        .cancelled())
                .isTrue();
        assertThat(redis.raw().get("baton:{q}:job:a:status")).isEqualTo("blocked\u001b[2J");
        assertThat(before).containsKey("baton:{q}:job:a:status");
    }

    @Test
    void countersThatWereDamagedByHandHideNothingElse() {
        redis.raw().hset("baton:{q}:stats", "done", "many");
        Claim claim = redis.held("a");
        assertThat(redis.complete(claim).recorded()).isTrue();
        var stats = get(redis.store().inspection().stats(QUEUE));
        assertThat(stats.done()).isEqualTo(1);
        assertThat(stats.liveWorkers()).isEqualTo(1);
        assertThat(stats.counters()).containsEntry("enqueued", 1L).doesNotContainKey("done");
    }
}
