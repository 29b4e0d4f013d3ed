package dev.baton.server.lending;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.JobHandle;
import dev.baton.JobQueue;
import dev.baton.json.JacksonCodec;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.model.RetryPolicy;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.server.lending.LeaseEnd.Verdict;
import dev.baton.store.StoreException;
import dev.baton.testkit.ManualClock;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import dev.baton.worker.Sweeps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Consumers without a heartbeat, on a real Redis whose clock the test moves. */
@WithRedis
class LendingDeskTest {
    private static final JobType<String, String> TYPE = JobType.of("type", String.class, String.class);
    private static final Duration NONE = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final String Q = "q";

    private final JacksonCodec codec = new JacksonCodec();
    private final ManualClock clock = ManualClock.atPresent();
    private final List<Duration> lent = new ArrayList<>();
    private RedisStore store;
    private Baton baton;
    private JobQueue queue;
    private LendingDesk desk;

    @BeforeEach
    void open(RedisUri redis) {
        store = RedisStore.connect(RedisStoreOptions.of(redis.uri(), codec).withClockForTests(clock::instant));
        baton = Baton.on(store, options -> {});
        queue = baton.queue(Q);
        desk = new LendingDesk(store, codec, (name, lease) -> lent.add(lease));
    }

    @AfterEach
    void close() {
        desk.close();
        baton.close();
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new AssertionError(e);
        }
    }

    private Lease claim() {
        List<Lease> leases = get(desk.claim(Q, 1, NONE, LEASE));
        assertThat(leases).hasSize(1);
        return leases.get(0);
    }

    private void lapse() {
        clock.advance(LEASE);
        get(store.sweeps().lapse(Q, 100, 3));
    }

    @Test
    void theForemostJobsAreLentEachWithATokenThatCanBeWrittenDown() {
        queue.enqueueAll(TYPE, List.of("first", "second", "third"));

        List<Lease> leases = get(desk.claim(Q, 2, NONE, LEASE));

        assertThat(leases)
                .extracting(lease -> new String(lease.job().payload(), UTF_8))
                .containsExactly("\"first\"", "\"second\"");
        assertThat(leases).allSatisfy(lease -> {
            assertThat(LeaseToken.parse(lease.token().toString())).isEqualTo(lease.token());
            assertThat(lease.attempt()).isEqualTo(1);
            assertThat(lease.length()).isEqualTo(LEASE);
        });
        assertThat(get(desk.claim(Q, 5, NONE, LEASE))).hasSize(1);
        assertThat(get(desk.claim(Q, 5, NONE, LEASE))).isEmpty();
        assertThat(lent).containsExactly(LEASE, LEASE);
    }

    @Test
    void whoeverWaitsGetsTheNextJobAndWhoeverDoesNotGetsNothingAtOnce(RawRedis raw) {
        CompletableFuture<List<Lease>> patient = desk.claim(Q, 1, LONG, LEASE);
        assertThat(get(desk.claim(Q, 1, NONE, LEASE))).isEmpty();
        await().until(() -> String.valueOf(raw.text("INFO", "clients")).contains("blocked_clients:1"));

        JobHandle<String> job = queue.enqueue(TYPE, "x");

        assertThat(get(patient)).extracting(Lease::id).containsExactly(job.id());
    }

    @Test
    void aWaitEndsEmptyWhenItsTimeIsOver() {
        assertThat(get(desk.claim(Q, 1, Duration.ofMillis(100), LEASE))).isEmpty();
    }

    @Test
    void manyWaitForFewerJobsAndEachJobGoesToOneOfThem() {
        List<CompletableFuture<List<Lease>>> line = IntStream.range(0, 300)
                .mapToObj(n -> desk.claim(Q, 1, LONG, n % 3 == 0 ? LEASE : LEASE.plusSeconds(1)))
                .toList();

        List<String> ids = queue
                .enqueueAll(TYPE, IntStream.range(0, 200).mapToObj(n -> "j" + n).toList())
                .stream()
                .map(JobHandle::id)
                .toList();

        await().until(() -> line.stream().filter(CompletableFuture::isDone).count() == 200);
        assertThat(line.stream()
                        .filter(CompletableFuture::isDone)
                        .flatMap(answer -> answer.join().stream())
                        .map(Lease::id))
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(queue.stats().pending()).isZero();
    }

    @Test
    void whatComesForAConsumerWhoLeftGoesToTheNextOrBackToTheFrontUncounted(RawRedis raw) {
        CompletableFuture<List<Lease>> left = desk.claim(Q, 1, LONG, LEASE);
        await().until(() -> String.valueOf(raw.text("INFO", "clients")).contains("blocked_clients:1"));
        left.cancel(false);
        JobHandle<String> job = queue.enqueue(TYPE, "x");

        Lease lease = get(desk.claim(Q, 1, LONG, LEASE)).get(0);

        assertThat(lease.id()).isEqualTo(job.id());
        assertThat(lease.attempt()).isEqualTo(1);
    }

    @Test
    void aCompletedJobIsDoneWithItsResultAndSayingSoTwiceIsNoMistake() {
        JobHandle<String> job = queue.enqueue(TYPE, "x");
        LeaseToken token = claim().token();

        assertThat(get(desk.complete(token, "\"fine\"".getBytes(UTF_8))))
                .isEqualTo(new LeaseEnd(Verdict.DONE, JobStatus.DONE));
        assertThat(get(desk.complete(token, null))).isEqualTo(new LeaseEnd(Verdict.REPEATED, JobStatus.DONE));

        assertThat(job.await(Duration.ofSeconds(5))).isEqualTo("fine");
        assertThat(get(desk.release(token))).isEqualTo(new LeaseEnd(Verdict.NOT_YOURS, JobStatus.DONE));
        assertThat(get(desk.extend(token, LEASE))).isEqualTo(new LeaseEnd(Verdict.NOT_YOURS, JobStatus.DONE));
    }

    @Test
    void whoeverLostItsLeaseIsToldSoAlsoWhenAnotherOneHasDoneTheWork() {
        queue.enqueue(TYPE, "x");
        LeaseToken stale = claim().token();
        lapse();
        assertThat(get(desk.complete(stale, null))).isEqualTo(new LeaseEnd(Verdict.NOT_YOURS, JobStatus.PENDING));
        Lease holder = claim();
        assertThat(holder.attempt()).isEqualTo(2);
        assertThat(get(desk.complete(stale, null)).verdict()).isEqualTo(Verdict.NOT_YOURS);

        assertThat(get(desk.complete(holder.token(), null)).verdict()).isEqualTo(Verdict.DONE);

        assertThat(get(desk.complete(stale, null)).verdict()).isEqualTo(Verdict.NOT_YOURS);
        assertThat(get(desk.fail(stale, "Error", "late", true)).verdict()).isEqualTo(Verdict.NOT_YOURS);
        assertThat(get(desk.complete(holder.token(), null)).verdict()).isEqualTo(Verdict.REPEATED);
    }

    @Test
    void aTokenIsGoodAtEveryGatewayAndAfterARestart() {
        queue.enqueueAll(TYPE, List.of("a", "b", "c", "d"), (payload, options) -> options.id(payload));
        List<Lease> leases = get(desk.claim(Q, 4, NONE, LEASE));
        try (LendingDesk other = new LendingDesk(store, codec, (name, lease) -> {})) {
            assertThat(get(other.complete(leases.get(0).token(), "1".getBytes(UTF_8)))
                            .verdict())
                    .isEqualTo(Verdict.DONE);
            assertThat(get(other.fail(leases.get(1).token(), "Error", "no", true))
                            .status())
                    .isEqualTo(JobStatus.RETRYING);
            assertThat(get(other.release(leases.get(2).token())).verdict()).isEqualTo(Verdict.DONE);
            assertThat(get(other.extend(leases.get(3).token(), LEASE)).verdict())
                    .isEqualTo(Verdict.DONE);
            LeaseToken forged =
                    new LeaseToken(Q, "d", "0".repeat(32), leases.get(3).token().fence());
            assertThat(get(other.complete(forged, null)))
                    .isEqualTo(new LeaseEnd(Verdict.NOT_YOURS, JobStatus.IN_PROGRESS));
            assertThat(get(other.complete(new LeaseToken(Q, "nobody", "0", "1"), null)))
                    .isEqualTo(new LeaseEnd(Verdict.NOT_YOURS, null));
        }
        assertThat(queue.find("a").orElseThrow().status()).isEqualTo(JobStatus.DONE);
    }

    @Test
    void aFailedAttemptIsTriedAgainUntilItsPolicySaysOtherwise() {
        queue.enqueue(TYPE, "x", options -> options.id("x").retry(RetryPolicy.attempts(2)));

        assertThat(get(desk.fail(claim().token(), "Timeout", "too slow", true)))
                .isEqualTo(new LeaseEnd(Verdict.DONE, JobStatus.RETRYING));
        clock.advance(Duration.ofHours(2));
        get(store.sweeps().promote(Q, 10));
        assertThat(get(desk.fail(claim().token(), "Timeout", "again", true)))
                .isEqualTo(new LeaseEnd(Verdict.DONE, JobStatus.DEAD));

        assertThat(queue.find("x").orElseThrow()).satisfies(view -> {
            assertThat(view.errors())
                    .extracting(error -> error.error() + ": " + error.message())
                    .containsExactly("Timeout: too slow", "Timeout: again");
            assertThat(view.reason()).startsWith("attempts exhausted");
        });
    }

    @Test
    void aFailureThatIsNotWorthARetryIsDeadAtOnce() {
        queue.enqueue(TYPE, "x");
        assertThat(get(desk.fail(claim().token(), "BadInput", "no", false)).status())
                .isEqualTo(JobStatus.DEAD);
    }

    @Test
    void aReleasedJobStandsInFrontAgainButOneThatMayStartOnlyOnceIsDead() {
        queue.enqueueAll(TYPE, List.of("first", "second"), (payload, options) -> options.id(payload));
        Lease first = claim();
        assertThat(get(desk.release(first.token())).status()).isEqualTo(JobStatus.PENDING);
        assertThat(get(desk.release(first.token())).verdict()).isEqualTo(Verdict.NOT_YOURS);
        assertThat(claim().id()).isEqualTo("first");
        assertThat(claim().id()).isEqualTo("second");

        queue.enqueue(JobType.of("once", String.class).atMostOnce(), "x");
        assertThat(get(desk.release(claim().token())).status()).isEqualTo(JobStatus.DEAD);
    }

    @Test
    void aCancellationIsToldByTheExtensionAndRespectedByTheEnd() {
        queue.enqueue(TYPE, "x", options -> options.id("x"));
        LeaseToken token = claim().token();
        queue.cancel("x");

        assertThat(get(desk.extend(token, LEASE)).verdict()).isEqualTo(Verdict.CANCEL_ASKED);
        assertThat(get(desk.release(token))).isEqualTo(new LeaseEnd(Verdict.CANCELLED, JobStatus.CANCELLED));
    }

    @Test
    void jobsBehindTheirDeadlineAndRecordsThatCannotBeReadAreBuriedAndNotHandedOut(RawRedis raw) {
        queue.enqueue(TYPE, "late", options -> options.id("late").deadline(Duration.ofSeconds(1)));
        queue.enqueue(TYPE, "torn", options -> options.id("torn"));
        queue.enqueue(TYPE, "good", options -> options.id("good"));
        raw.call("SET", "baton:{q}:job:torn", "{");
        clock.advance(Duration.ofSeconds(2));

        assertThat(get(desk.claim(Q, 10, NONE, LEASE))).extracting(Lease::id).containsExactly("good");

        await().untilAsserted(() -> {
            assertThat(queue.status("late")).contains(JobStatus.DEAD);
            assertThat(queue.status("torn")).contains(JobStatus.DEAD);
        });
    }

    @Test
    void aPausedQueueLendsNothingUntilItIsResumed() {
        queue.enqueue(TYPE, "x");
        queue.pause();
        assertThat(get(desk.claim(Q, 1, NONE, LEASE))).isEmpty();
        CompletableFuture<List<Lease>> patient = desk.claim(Q, 1, LONG, LEASE);
        queue.resume();
        assertThat(get(patient)).hasSize(1);
    }

    @Test
    void sweepsBringBackWhatRanOutAndWhatIsDueWithoutAnyWorker(RedisUri redis) {
        RedisStore real = RedisStore.connect(RedisStoreOptions.of(redis.uri(), codec));
        try (Baton its = Baton.on(real, options -> {});
                Sweeps sweeps = Sweeps.start(real, Sweeps.Settings.DEFAULT);
                LendingDesk here = new LendingDesk(real, codec, sweeps::lent)) {
            its.queue("swept").enqueue(TYPE, "x", options -> options.id("x"));
            assertThat(get(here.claim("swept", 1, NONE, Lending.SHORTEST_LEASE)))
                    .hasSize(1);
            Lease again = get(here.claim("swept", 1, LONG, LEASE)).get(0);
            assertThat(again.attempt()).isEqualTo(2);
            get(here.fail(again.token(), "Error", "no", true));
            assertThat(get(here.claim("swept", 1, LONG, LEASE)))
                    .extracting(Lease::attempt)
                    .containsExactly(3);
        }
    }

    @Test
    void whoStandsInLineAtTheEndIsToldThatItIsOver() {
        CompletableFuture<List<Lease>> waiting = desk.claim(Q, 1, LONG, LEASE);
        desk.close();
        assertThatThrownBy(() -> get(waiting))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closing");
        assertThatThrownBy(() -> get(desk.claim(Q, 1, NONE, LEASE))).isInstanceOf(StoreException.class);
    }

    @Test
    void argumentsOutOfRangeAreRefusedInOneSentence() {
        assertThatThrownBy(() -> desk.claim("a b", 1, NONE, LEASE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> desk.claim(Q, 0, NONE, LEASE))
                .hasMessage("A claim of 0 jobs is not allowed: use 1 to 1000");
        assertThatThrownBy(() -> desk.claim(Q, 1, Duration.ofMinutes(2), LEASE))
                .hasMessage("A wait of PT2M is not allowed: use PT0S to PT1M");
        assertThatThrownBy(() -> desk.claim(Q, 1, NONE, NONE))
                .hasMessage("A lease of PT0S is not allowed: use PT1S to PT12H");
        assertThatThrownBy(() -> LeaseToken.parse("q~x")).hasMessageContaining("use one that a claim answered");
    }
}
