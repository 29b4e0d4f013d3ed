package dev.baton.redis;

import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.model.JobStatus;
import dev.baton.model.Retention;
import dev.baton.store.Ending;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.InspectStore.EraseAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a deletion takes, what it leaves, and what it must not touch. */
class ErasingTest extends OnLentRedis {
    private List<EraseAnswer> erase(long after, String... ids) {
        return get(redis.store().inspection().erase(QUEUE, List.of(ids), after));
    }

    private boolean erased(String id) {
        return erase(0, id).get(0).erased();
    }

    @Test
    void aDeletedJobLeavesNothingButItsTombstoneAndTheCountOfBytesIsRight() {
        for (String id : List.of("a", "b", "c")) {
            redis.complete(new Ending.Complete(redis.held(id), new byte[100], null, true));
        }
        long each = 100 + redis.raw().strlen("baton:{q}:job:a");

        assertThat(erase(0, "b", "nobody"))
                .containsExactly(
                        new EraseAnswer("b", JobStatus.DONE, true, false),
                        new EraseAnswer("nobody", null, false, false));

        assertThat(redis.raw().exists("baton:{q}:job:b", "baton:{q}:job:b:run")).isZero();
        assertThat(redis.list("done")).hasSize(2).noneMatch(element -> element.startsWith("b "));
        assertThat(redis.raw().hget("baton:{q}:stats", "done-bytes")).isEqualTo(String.valueOf(2 * each));
        assertThat(redis.list("remembered")).hasSize(1).allMatch(element -> element.startsWith("b "));
        assertThat(redis.enqueue(TestRedis.job("b")).get(0)).isInstanceOf(EnqueueAnswer.Existing.class);
        assertThat(redis.status("b")).isEqualTo("done");
        assertThat(erased("b")).isFalse();
    }

    @Test
    void aJobThatWasDoneLongAgoIsFoundBehindManyOthers() {
        redis.complete(redis.held("old"));
        redis.complete(redis.held("older"));
        List<String> others = new ArrayList<>();
        for (int i = 0; i < 9_000; i++) {
            others.add("x" + i + " 5 1 -");
        }
        redis.raw().rpush("baton:{q}:done", others.toArray(String[]::new));

        assertThat(erase(0, "older", "old")).allMatch(EraseAnswer::erased);

        assertThat(redis.raw().llen("baton:{q}:done")).isEqualTo(9_000);
        assertThat(redis.list("done")).containsExactlyElementsOf(others);
    }

    @Test
    void aDeadJobsIdIsRefusedForADaySoThatALateCopyOfItsEnqueueDoesNotRun() {
        redis.seed("d", Optional.of(JobStatus.DEAD));

        assertThat(erased("d")).isTrue();

        assertThat(redis.raw().keys("baton:{q}:job:d*")).containsExactly("baton:{q}:job:d:status");
        assertThat(redis.raw().hexists("baton:{q}:tries", "d")).isFalse();
        assertThat(redis.raw().zcard("baton:{q}:dead")).isZero();
        assertThat(redis.enqueue(TestRedis.job("d")).get(0)).isInstanceOf(EnqueueAnswer.Existing.class);
        assertThat(KeyAudit.of(redis.raw())).isEmpty();

        redis.clock(START.plus(Duration.ofDays(1)).plusSeconds(1));
        get(redis.store().sweeps().purge(QUEUE, Retention.DEFAULT, 10));
        assertThat(redis.enqueue(TestRedis.job("d")).get(0)).isInstanceOf(EnqueueAnswer.Created.class);
    }

    @Test
    void aJobThatDiedLongAgoLeavesNothing() {
        redis.seed("d", Optional.of(JobStatus.DEAD));
        redis.clock(START.plus(Duration.ofDays(2)));
        assertThat(erased("d")).isTrue();
        assertThat(redis.raw().keys("baton:{q}:job:d*")).isEmpty();
        assertThat(redis.list("remembered")).isEmpty();
    }

    @Test
    void aJobIsFoundThoughItStandsBeforeThePlaceWhereTheSearchBegins() {
        redis.complete(redis.held("a"));
        assertThat(erase(5_000, "a").get(0).erased()).isTrue();
    }

    @Test
    void aCancelledJobWhoseIdStillStandsInPendingIsRefusedUntilAClaimDropsIt() {
        redis.join();
        redis.enqueueIds("c");
        get(redis.store().inspection().cancel(QUEUE, List.of("c")));

        assertThat(erased("c")).isTrue();

        assertThat(redis.status("c")).isEqualTo("cancelled");
        assertThat(redis.enqueue(TestRedis.job("c")).get(0)).isInstanceOf(EnqueueAnswer.Existing.class);
        assertThat(redis.claim(1).claims()).isEmpty();
        assertThat(redis.status("c")).isNull();
        assertThat(KeyAudit.of(redis.raw())).isEmpty();
    }

    @Test
    void whatHasNotEndedIsLeftAsItIs() {
        redis.held("runs");
        redis.enqueueIds("waits");
        redis.enqueue(TestRedis.job("later", Duration.ofHours(1)));
        var before = redis.dump();

        assertThat(erase(0, "runs", "waits", "later")).noneMatch(EraseAnswer::erased);

        assertThat(redis.dump()).isEqualTo(before);
    }

    @Test
    void aDamagedIndexHarmsNothingAndEndsTheSearch() {
        redis.complete(redis.held("a"));
        redis.raw().rpush("baton:{q}:done", "a", "a b c -", "", "  ");
        redis.raw().lrem("baton:{q}:done", 1, "a " + START.toEpochMilli() + " 1 c");

        assertThat(erased("a")).isTrue();
        assertThat(redis.list("done")).containsExactly("a", "a b c -", "", "  ");

        redis.raw().set("baton:{q}:job:lost:status", "done");
        redis.raw().set("baton:{q}:job:lost", "{}");
        assertThat(erase(0, "lost")).containsExactly(new EraseAnswer("lost", JobStatus.DONE, false, false));
    }

    @Test
    void aSearchBeforeTheFirstIsRefused() {
        assertThatThrownBy(() -> erase(-1, "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }
}
