package dev.baton.redis;

import static dev.baton.redis.TestRedis.LANE;
import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.WORKER;
import static dev.baton.redis.TestRedis.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.store.BlockingClaims;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimAnswer.Verdict;
import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The idle way of claiming: one wait in Redis, ended by a job, by the clock, or by hand. */
@Tag("contract")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlockingClaimsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private TestRedis redis;
    private BlockingClaims claims;

    @BeforeAll
    void start() {
        redis = new TestRedis();
    }

    @AfterAll
    void stop() {
        redis.close();
    }

    @BeforeEach
    void open() {
        redis.clear();
        redis.join();
        claims = redis.store().workers().blockingClaims(LANE);
    }

    @AfterEach
    void close() {
        claims.close();
    }

    private CompletableFuture<ClaimAnswer> waiting(Duration block) {
        CompletableFuture<ClaimAnswer> answer = claims.await(block, redis.request(10));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> redis.raw().info("clients").contains("blocked_clients:1"));
        return answer;
    }

    @Test
    void aJobEndsTheWaitAndIsClaimed() {
        CompletableFuture<ClaimAnswer> answer = waiting(LONG);

        redis.enqueueIds("a", "b");

        assertThat(get(answer).verdict()).isEqualTo(Verdict.LAST);
        assertThat(get(answer).claims()).extracting(Claim::id).containsExactly("a", "b");
        assertThat(redis.status("a")).isEqualTo("in-progress");
        assertThat(redis.list("processing:w"))
                .containsExactly(
                        get(answer).claims().get(1).entry(),
                        get(answer).claims().get(0).entry());
    }

    @Test
    void theClockEndsTheWaitEmptyHanded() {
        assertThat(get(claims.await(Duration.ofMillis(1), redis.request(1))).verdict())
                .isEqualTo(Verdict.EMPTY);
    }

    @Test
    void unblockEndsTheWaitAndTheNextOneWaitsAgain() {
        CompletableFuture<ClaimAnswer> first = waiting(LONG);
        claims.unblock();
        assertThat(get(first).verdict()).isEqualTo(Verdict.EMPTY);
        claims.unblock();

        CompletableFuture<ClaimAnswer> second = waiting(LONG);
        redis.enqueueIds("a");
        assertThat(get(second).claims()).hasSize(1);
    }

    @Test
    void anUnblockThatComesBeforeTheWaitIsOnItsWayEndsItToo() {
        CompletableFuture<ClaimAnswer> answer = claims.await(LONG, redis.request(1));
        claims.unblock();
        assertThat(get(answer).verdict()).isEqualTo(Verdict.EMPTY);
    }

    @Test
    void aPausedQueueGetsItsIdBackToTheFront() {
        CompletableFuture<ClaimAnswer> answer = waiting(LONG);
        get(redis.store().inspection().pause(QUEUE));

        redis.enqueueIds("a", "b");

        assertThat(get(answer).verdict()).isEqualTo(Verdict.PAUSED);
        assertThat(redis.list("pending")).containsExactly("b", "a");
        assertThat(redis.list("processing:w")).isEmpty();
        assertThat(redis.status("a")).isEqualTo("pending");
    }

    /** BLMOVE knows nothing of liveness: the id stays bare, and a salvage takes it back. */
    @Test
    void anExpiredWorkerIsToldSoAndItsBareIdIsSalvaged() {
        CompletableFuture<ClaimAnswer> answer = waiting(LONG);
        get(redis.store().workers().leave(QUEUE, WORKER));

        redis.enqueueIds("a");

        assertThat(get(answer).verdict()).isEqualTo(Verdict.EXPIRED);
        assertThat(redis.list("processing:w")).containsExactly("a");
        assertThat(get(redis.store().sweeps().reclaim(QUEUE, WORKER, 10, 3)).salvaged())
                .isEqualTo(1);
    }

    @Test
    void forgottenScriptsDoNotLoseWhatTheWaitBrought() {
        CompletableFuture<ClaimAnswer> answer = waiting(LONG);
        redis.raw().scriptFlush();

        redis.enqueueIds("a");

        assertThat(get(answer).claims()).extracting(Claim::id).containsExactly("a");
    }

    @Test
    void aResetFailsTheWaitAndTheNextOneHasAFreshConnection() {
        CompletableFuture<ClaimAnswer> lost = waiting(LONG);
        claims.reset();
        assertThatThrownBy(() -> get(lost)).isInstanceOf(StoreException.class);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> redis.raw().info("clients").contains("blocked_clients:0"));

        CompletableFuture<ClaimAnswer> next = waiting(LONG);
        redis.enqueueIds("a");
        assertThat(get(next).claims()).extracting(Claim::id).containsExactly("a");
    }

    @Test
    void aKilledConnectionFailsTheWaitAsOfUnknownEffect() {
        CompletableFuture<ClaimAnswer> lost = waiting(LONG);
        redis.raw()
                .clientList()
                .lines()
                .filter(line -> line.contains("cmd=blmove"))
                .forEach(line -> redis.raw().clientKill(line.replaceAll(".* addr=(\\S+) .*", "$1")));
        assertThatThrownBy(() -> get(lost))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNKNOWN_EFFECT));
        redis.enqueueIds("a");
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            CompletableFuture<ClaimAnswer> answer = claims.await(Duration.ofSeconds(5), redis.request(1));
            return answer.handle(
                            (found, error) -> error == null && found.claims().size() == 1)
                    .join();
        });
    }

    @Test
    void closingFailsTheWaitAndRefusesAnother() {
        CompletableFuture<ClaimAnswer> lost = waiting(LONG);
        claims.close();
        assertThatThrownBy(() -> get(lost)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> get(claims.await(LONG, redis.request(1))))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
    }

    @Test
    void aWaitForEverAndTwoAtATimeAreRefused() {
        assertThatThrownBy(() -> claims.await(Duration.ZERO, redis.request(1)))
                .hasMessageContaining("use 1 ms or more");
        waiting(LONG);
        assertThatThrownBy(() -> claims.await(LONG, redis.request(1))).hasMessageContaining("One wait at a time");
        claims.unblock();
    }
}
