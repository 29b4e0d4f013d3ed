package dev.baton;

import static dev.baton.ClientRedis.ADA;
import static dev.baton.ClientRedis.WELCOME;
import static dev.baton.ClientRedis.done;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.baton.ClientRedis.Receipt;
import dev.baton.model.JobStatus;
import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis that dies, falls silent or fills up under a client, and a client that is closed. */
class ClientOutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private ClientRedis redis;

    @BeforeEach
    void start() {
        redis = new ClientRedis(TIMEOUT);
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    private JobQueue emails() {
        return redis.emails();
    }

    @Test
    void aDeadRedisFailsFastAndIsFoundAgainWhenItIsBack() {
        emails().enqueue(WELCOME, ADA);
        redis.server().kill();

        Throwable failure = catchThrowable(() -> emails().enqueue(WELCOME, ADA, o -> o.id("lost")));
        assertThat(failure)
                .satisfiesAnyOf(
                        e -> assertThat(e).isInstanceOf(UncertainEnqueueException.class),
                        e -> assertThat(e).isInstanceOf(StoreException.class));
        assertThat(failure.getMessage()).doesNotContain("\n");
        // By now the driver knows that nobody is there: nothing is sent, and it says so.
        assertThatThrownBy(() -> emails().enqueue(WELCOME, ADA)).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(e).hasMessageContaining("nothing was sent");
        });
        assertThatThrownBy(() -> emails().stats()).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> emails().enqueueAsync(WELCOME, ADA).join()).hasCauseInstanceOf(StoreException.class);

        redis.server().start();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> emails().enqueue(WELCOME, ADA) != null);
    }

    @Test
    void onceRedisWasGoneForTheTimeOutEnqueuesAreRefusedAtOnce() {
        emails().enqueue(WELCOME, ADA);
        redis.server().kill();
        assertThatThrownBy(() -> emails().enqueue(WELCOME, ADA)).isInstanceOf(RuntimeException.class);

        // Each with a wait of its own, they would take forty seconds.
        assertTimeout(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 40; i++) {
                assertThatThrownBy(() -> emails().enqueue(WELCOME, ADA)).isInstanceOf(StoreException.class);
            }
        });

        redis.server().start();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> emails().enqueue(WELCOME, ADA) != null);
    }

    @Test
    void aSilentRedisLeavesItUncertainAndARepeatWithTheSameIdMakesOneJob() {
        emails().enqueue(WELCOME, ADA);
        redis.server().suspend();

        assertThatThrownBy(() -> emails().enqueue(WELCOME, ADA, o -> o.id("order-42")))
                .isInstanceOfSatisfying(UncertainEnqueueException.class, e -> {
                    assertThat(e.ids()).containsExactly("order-42");
                    assertThat(e.queue()).isEqualTo("emails");
                    assertThat(e)
                            .hasMessageContaining("repeat with id order-42")
                            .hasMessageNotContaining("\n");
                });
        redis.server().resume();

        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> emails().enqueue(WELCOME, ADA, o -> o.id("order-42"))
                        .enqueued()
                        .isPresent());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(redis.raw().lrange("baton:{emails}:pending", 0, -1).stream()
                                .filter("order-42"::equals)
                                .count())
                        .isEqualTo(1));
    }

    @Test
    void tooManyWaitingJobsAreRefusedUnsent() {
        emails().enqueue(WELCOME, ADA);
        redis.server().suspend();
        List<CompletableFuture<List<JobHandle<Receipt>>>> sent = new ArrayList<>();
        List<ClientRedis.Welcome> many = Collections.nCopies(20_000, ADA);
        for (int i = 0; i < 5; i++) {
            sent.add(emails().enqueueAllAsync(WELCOME, many));
        }

        assertThatThrownBy(() -> emails().enqueueAsync(WELCOME, ADA).join())
                .cause()
                .isInstanceOf(BackpressureException.class)
                .hasMessageContaining("1 job for queue emails cannot be taken, for 100000 jobs of")
                .hasMessageContaining("nothing was sent");

        redis.server().resume();
        for (CompletableFuture<List<JobHandle<Receipt>>> one : sent) {
            // Answered or refused, but ended: and the room is given back.
            assertThat(one.handle((jobs, failure) -> true)
                            .orTimeout(30, SECONDS)
                            .join())
                    .isTrue();
        }
        await().atMost(PATIENCE).ignoreExceptions().until(() -> emails().enqueue(WELCOME, ADA) != null);
    }

    @Test
    void aFullRedisIsToldAsSuchAndTheJobIsNotThere() {
        emails().enqueue(WELCOME, ADA);
        redis.raw().configSet("maxmemory", "1");
        assertThatThrownBy(() -> emails().enqueue(WELCOME, ADA, o -> o.id("no-room")))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FULL));
        redis.raw().configSet("maxmemory", "0");
        assertThat(emails().status("no-room")).isEqualTo(Optional.empty());
    }

    @Test
    void aWaitOutlastsALostConnection() throws Exception {
        JobHandle<Receipt> job = emails().enqueue(WELCOME, ADA);
        CompletableFuture<Receipt> end = job.future();
        redis.raw().clientKill(KillArgs.Builder.typeNormal().skipme());
        redis.raw().clientKill(KillArgs.Builder.typePubsub());

        await().atMost(PATIENCE).ignoreExceptions().until(() -> redis.end(done(new Receipt("r"))) != null);

        assertThat(end.get(30, SECONDS)).isEqualTo(new Receipt("r"));
    }

    @Test
    void closingEndsEveryWaitAndRefusesWhatComesLater() {
        JobHandle<Receipt> job = emails().enqueue(WELCOME, ADA);
        CompletableFuture<Receipt> end = job.future();
        JobQueue emails = emails();
        Baton baton = redis.baton();

        baton.close();
        baton.close();

        assertThatThrownBy(() -> end.orTimeout(20, SECONDS).join())
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
        assertThatThrownBy(() -> emails.enqueue(WELCOME, ADA))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
        assertThatThrownBy(() -> emails.status("x")).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> job.await(PATIENCE)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> baton.queue("another")).hasMessageContaining("Baton is closed");
        assertThat(baton).asString().endsWith(", closed]");
        assertThat(redis.raw().get("baton:{emails}:job:" + job.id() + ":status"))
                .isEqualTo(JobStatus.PENDING.word());
    }

    @Test
    void whatWasHandedOverBeforeTheCloseIsStillSent() {
        List<CompletableFuture<JobHandle<Receipt>>> handed = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            handed.add(emails().enqueueAsync(WELCOME, ADA));
        }
        redis.baton().close();
        handed.forEach(one -> assertThat(one.orTimeout(20, SECONDS).join()).isNotNull());
        assertThat(redis.raw().llen("baton:{emails}:pending")).isEqualTo(500);
    }
}
