package dev.baton;

import static dev.baton.ClientRedis.ADA;
import static dev.baton.ClientRedis.WELCOME;
import static dev.baton.ClientRedis.buried;
import static dev.baton.ClientRedis.done;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.ClientRedis.Receipt;
import dev.baton.ClientRedis.Welcome;
import dev.baton.codec.CodecException;
import dev.baton.model.JobRecord;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.model.JobView;
import dev.baton.store.Claim;
import dev.baton.store.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a user types, on a real Redis. */
@Tag("contract")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobQueueTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

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

    @Test
    void anEnqueuedJobIsInRedisWhenTheCallReturns() {
        JobHandle<Receipt> job = emails().enqueue(WELCOME, ADA);

        assertThat(job.enqueued()).contains(new Enqueued.Created(JobStatus.PENDING));
        assertThat(job.id()).matches("[0-9A-Z]{26}");
        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
        assertThat(redis.raw().lrange("baton:{emails}:pending", 0, -1)).containsExactly(job.id());
        assertThat(redis.raw().get("baton:{emails}:job:" + job.id()))
                .contains("\"type\":\"welcome\",\"payload\":{\"email\":\"ada@example.com\",\"name\":\"Ada\"}")
                .doesNotContain("chosen")
                .doesNotContain("ClientRedis");
    }

    @Test
    void aQueueIsNamedWithItsFirstJob() {
        assertThat(redis.baton().queues()).doesNotContain("fresh");
        redis.baton().queue("fresh").enqueue(WELCOME, ADA);
        assertThat(redis.baton().queues()).contains("fresh");
        assertThat(redis.baton().queuesAsync().join()).contains("fresh");
        assertThat(redis.baton().queue("fresh")).isSameAs(redis.baton().queue("fresh"));
    }

    @Test
    void optionsTravelWithTheJob() {
        JobHandle<Receipt> job = emails().enqueue(
                        WELCOME,
                        ADA,
                        o -> o.id("order-42")
                                .delay(Duration.ofMinutes(5))
                                .attempts(3)
                                .timeout(Duration.ofSeconds(7))
                                .deadline(Duration.ofHours(2))
                                .tags("trial", "eu"));

        JobView view = job.view().orElseThrow();
        assertThat(view.status()).isEqualTo(JobStatus.SCHEDULED);
        JobRecord record = Objects.requireNonNull(view.record());
        assertThat(view.dueAt()).isEqualTo(record.enqueuedAt().plus(Duration.ofMinutes(5)));
        assertThat(record.tags()).containsExactly("trial", "eu");
        assertThat(redis.raw().get("baton:{emails}:job:order-42"))
                .endsWith(",\"attempts\":3,\"timeoutMillis\":7000,\"deadlineMillis\":7200000,"
                        + "\"tags\":[\"trial\",\"eu\"],\"chosen\":true}");
    }

    @Test
    void aKnownIdIsToldWithItsStatusAlsoWhenThePayloadDiffers() {
        emails().enqueue(WELCOME, ADA, o -> o.id("order-42"));
        Welcome grace = new Welcome("grace@example.com", "Grace");

        assertThat(emails().enqueue(WELCOME, ADA, o -> o.id("order-42")).enqueued())
                .contains(new Enqueued.AlreadyExists(JobStatus.PENDING, true));
        assertThat(emails().enqueue(WELCOME, grace, o -> o.id("order-42")).enqueued())
                .contains(new Enqueued.AlreadyExists(JobStatus.PENDING, false));
        redis.end(done(new Receipt("r")));
        assertThat(emails().enqueueAsync(WELCOME, ADA, o -> o.id("order-42"))
                        .join()
                        .enqueued())
                .contains(new Enqueued.AlreadyExists(JobStatus.DONE, true));
        assertThat(redis.raw().llen("baton:{emails}:pending")).isZero();
    }

    /** As after an {@link UncertainEnqueueException}, which tells the ids that were made. */
    @Test
    void aGeneratedIdThatIsRepeatedAsAChosenOneIsTheSameJob() {
        String id = emails().enqueue(WELCOME, ADA, o -> o.tags("trial")).id();
        Welcome grace = new Welcome("grace@example.com", "Grace");

        assertThat(emails().enqueue(WELCOME, ADA, o -> o.tags("trial").id(id)).enqueued())
                .contains(new Enqueued.AlreadyExists(JobStatus.PENDING, true));
        assertThat(emails().enqueue(WELCOME, ADA, o -> o.id(id)).enqueued())
                .contains(new Enqueued.AlreadyExists(JobStatus.PENDING, false));
        assertThat(emails().enqueue(WELCOME, grace, o -> o.tags("trial").id(id)).enqueued())
                .contains(new Enqueued.AlreadyExists(JobStatus.PENDING, false));
    }

    @Test
    void manyAreEnqueuedInOrderARoundTripForEachThousand() {
        emails().enqueue(WELCOME, ADA);
        long before = redis.called("evalsha");
        List<Welcome> many = IntStream.range(0, 2500)
                .mapToObj(i -> new Welcome("e" + i, "n"))
                .toList();

        List<JobHandle<Receipt>> jobs = emails().enqueueAll(WELCOME, many);

        assertThat(redis.called("evalsha") - before).isEqualTo(3);
        assertThat(jobs).hasSize(2500).extracting(JobHandle::id).doesNotHaveDuplicates();
        List<String> pending = new ArrayList<>(redis.raw().lrange("baton:{emails}:pending", 0, -2));
        Collections.reverse(pending);
        assertThat(pending)
                .containsExactlyElementsOf(jobs.stream().map(JobHandle::id).toList());
        assertThat(emails().enqueueAll(WELCOME, List.of())).isEmpty();
        assertThat(emails().enqueueAllAsync(WELCOME, List.of(ADA), (welcome, o) -> o.id(welcome.name()))
                        .join())
                .singleElement()
                .satisfies(job -> assertThat(job.id()).isEqualTo("Ada"));
    }

    @Test
    void enqueuesOfOneThreadKeepTheirOrderThoughNobodyWaitsForAnswers() {
        for (int round = 0; round < 20; round++) {
            redis.clear();
            List<String> ids = IntStream.range(0, 2_000).mapToObj(i -> "n" + i).toList();
            CompletableFuture<?>[] all = ids.stream()
                    .map(id -> emails().enqueueAsync(WELCOME, ADA, o -> o.id(id)))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(all).join();

            List<String> pending = new ArrayList<>(redis.raw().lrange("baton:{emails}:pending", 0, -1));
            Collections.reverse(pending);
            assertThat(pending).containsExactlyElementsOf(ids);
        }
    }

    @Test
    void manyThreadsShareRoundTrips() throws Exception {
        emails().enqueue(WELCOME, ADA);
        long before = redis.called("evalsha");
        int threads = 32;
        int each = 50;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                all.add(pool.submit(() -> {
                    go.await();
                    for (int i = 0; i < each; i++) {
                        emails().enqueue(WELCOME, ADA);
                    }
                    return null;
                }));
            }
            go.countDown();
            for (Future<?> one : all) {
                one.get(60, SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(redis.raw().llen("baton:{emails}:pending")).isEqualTo(1L + threads * each);
        assertThat(redis.called("evalsha") - before).isLessThan(threads * each / 2);
    }

    @Test
    void theResultIsAwaitedThoughSomebodyElseDoesTheJob() throws Exception {
        JobHandle<Receipt> job = emails().enqueue(WELCOME, ADA);
        CompletableFuture<Receipt> future = job.future();
        CompletableFuture<Receipt> blocked = CompletableFuture.supplyAsync(() -> job.await(PATIENCE));
        await().atMost(PATIENCE).until(() -> redis.raw().zscore("baton:{emails}:watched", job.id()) != null);

        redis.end(done(new Receipt("r-1")));

        assertThat(future.get(20, SECONDS)).isEqualTo(new Receipt("r-1"));
        assertThat(blocked.get(20, SECONDS)).isEqualTo(new Receipt("r-1"));
        assertThat(emails().handle(job.id(), WELCOME).await(PATIENCE)).isEqualTo(new Receipt("r-1"));
        assertThat(emails().awaits().size()).isZero();
    }

    @Test
    void callbacksRunOnThreadsOfBatonsOwn() throws Exception {
        AtomicReference<String> thread = new AtomicReference<>();
        emails().enqueueAsync(WELCOME, ADA)
                .thenAccept(job -> thread.set(Thread.currentThread().getName()))
                .get(20, SECONDS);
        // The callback may have run here, if the answer was faster; never on a thread of the driver or the store.
        assertThat(thread.get()).doesNotContain("lettuce").doesNotContain("baton-repeats");
    }

    @Test
    void aWaitThatTakesTooLongSaysHowTheJobStands() {
        JobHandle<Receipt> job = emails().enqueue(WELCOME, ADA);
        assertThatThrownBy(() -> job.await(Duration.ofMillis(500)))
                .isInstanceOfSatisfying(AwaitTimeoutException.class, e -> {
                    assertThat(e.lastSeen()).contains(JobStatus.PENDING);
                    assertThat(e).hasMessageContaining("is not finished after").hasMessageContaining("pending");
                });
        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
        assertThat(emails().awaits().size()).isZero();
        assertThatThrownBy(() -> job.await(Duration.ZERO)).hasMessageContaining("use 1 ms to 3650 days");
    }

    @Test
    void anUnknownJobIsToldAsSuch() {
        JobHandle<Receipt> job = emails().handle("nobody", WELCOME);
        assertThatThrownBy(() -> job.await(PATIENCE))
                .isInstanceOf(UnknownJobException.class)
                .hasMessageContaining("Job nobody is unknown in queue emails");
        assertThatThrownBy(job::status).isInstanceOf(UnknownJobException.class);
        assertThatThrownBy(() -> job.future().join()).hasCauseInstanceOf(UnknownJobException.class);
        assertThat(job.view()).isEmpty();
        assertThat(emails().status("nobody")).isEmpty();
        assertThat(emails().find("nobody")).isEmpty();
        assertThat(emails().cancel("nobody").verdict()).isEqualTo(Cancellation.Verdict.UNKNOWN);
        assertThat(emails().replay("nobody").verdict()).isEqualTo(Replay.Verdict.UNKNOWN);
    }

    @Test
    void aDeadJobIsThrownWithItsLastErrorWithoutControlCharacters() {
        JobHandle<Receipt> job = emails().enqueue(WELCOME, ADA);
        redis.end(buried("no such mailbox\u001b[2J\nFAKE LOG LINE"));

        assertThatThrownBy(() -> job.await(PATIENCE)).isInstanceOfSatisfying(JobFailedException.class, e -> {
            assertThat(e).hasMessageContaining("is dead after 1 attempt (attempts exhausted): Boom: no such mailbox");
            assertThat(e.getMessage()).doesNotContain("\u001b").doesNotContain("\n");
            assertThat(e.error()).isEqualTo("Boom");
            assertThat(e.attempts()).isEqualTo(1);
            assertThat(e.failure().orElseThrow().message()).contains("FAKE");
        });
        assertThat(job.error().orElseThrow().stack()).contains("a.b(C.java)");
    }

    @Test
    void aCancelledJobIsThrownAsSuch() {
        JobHandle<Receipt> waiting = emails().enqueue(WELCOME, ADA);
        assertThat(emails().cancel(waiting.id()))
                .isEqualTo(
                        new Cancellation(waiting.id(), Cancellation.Verdict.CANCELLED, Optional.of(JobStatus.PENDING)));
        assertThatThrownBy(() -> waiting.await(PATIENCE)).isInstanceOf(JobCancelledException.class);
        assertThat(emails().cancelAsync(waiting.id()).join().verdict()).isEqualTo(Cancellation.Verdict.CANCELLED);

        JobHandle<Receipt> running = emails().enqueue(WELCOME, ADA);
        CompletableFuture<Receipt> end = running.future();
        Claim claim = redis.claim(5).get(0); // the first place is taken by the cancelled one
        assertThat(claim.id()).isEqualTo(running.id());
        assertThat(emails().cancel(running.id()).verdict()).isEqualTo(Cancellation.Verdict.ASKED);
        assertThat(running.status()).isEqualTo(JobStatus.IN_PROGRESS);
        assertThat(end).isNotDone();

        JobHandle<Receipt> finished = emails().enqueue(WELCOME, ADA);
        redis.end(done(new Receipt("r")));
        assertThat(emails().cancel(finished.id()).verdict()).isEqualTo(Cancellation.Verdict.TOO_LATE);
        end.cancel(false);
        await().atMost(PATIENCE).until(() -> emails().awaits().size() == 0);
    }

    @Test
    void aResultThatIsNotThereSaysWhy() {
        JobHandle<Receipt> dropped = emails().enqueue(WELCOME, ADA);
        redis.end(
                claim -> new Ending.Complete(claim, null, "the result of 2000000 bytes\u001b[2J\nwas dropped", false));
        assertThatThrownBy(() -> dropped.await(PATIENCE))
                .isInstanceOf(ResultUnavailableException.class)
                .hasMessageContaining("is done, but its result is not to be had: the result of 2000000 bytes")
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("\u001b");

        JobHandle<Receipt> misfit = emails().enqueue(WELCOME, ADA);
        redis.end(claim -> new Ending.Complete(claim, "[1,2]".getBytes(UTF_8), null, false));
        assertThatThrownBy(() -> misfit.await(PATIENCE)).isInstanceOf(ResultUnavailableException.class);

        JobHandle<Receipt> nothing = emails().enqueue(WELCOME, ADA);
        redis.end(claim -> new Ending.Complete(claim, null, null, false));
        assertThat(nothing.await(PATIENCE)).isNull();
        assertThat(emails().handle(dropped.id(), JobType.of("welcome", Welcome.class))
                        .await(PATIENCE))
                .isNull();
    }

    @Test
    void deadJobsAreReplayedOneOrAll() {
        List<JobHandle<Receipt>> jobs = emails().enqueueAll(
                        WELCOME, IntStream.range(0, 250).mapToObj(i -> ADA).toList());
        jobs.forEach(job -> redis.end(buried("broken")));
        assertThat(emails().replay(jobs.get(0).id()).verdict()).isEqualTo(Replay.Verdict.REPLAYED);
        assertThat(emails().replay(jobs.get(0).id()).verdict()).isEqualTo(Replay.Verdict.NOT_DEAD);
        redis.raw().del("baton:{emails}:job:" + jobs.get(1).id());
        assertThat(emails().replay(jobs.get(1).id()).verdict()).isEqualTo(Replay.Verdict.FORGOTTEN);

        assertThat(emails().replayAll()).isEqualTo(248);

        assertThat(emails().replayAllAsync().join()).isZero();
        assertThat(redis.raw().llen("baton:{emails}:pending")).isEqualTo(249);
        assertThat(emails().stats().dead()).isEqualTo(1);
    }

    @Test
    void aPausedQueueSaysSoAndGivesNothing() {
        assertThat(emails().pause()).isTrue();
        assertThat(emails().pauseAsync().join()).isFalse();
        emails().enqueue(WELCOME, ADA);
        assertThat(redis.claim(1)).isEmpty();
        assertThat(emails().stats().paused()).isTrue();
        assertThat(emails().resume()).isTrue();
        assertThat(emails().resumeAsync().join()).isFalse();
        assertThat(redis.claim(1)).hasSize(1);
    }

    @Test
    void sizesAndPagesTellWhatThereIs() {
        emails().enqueueAll(WELCOME, IntStream.range(0, 5).mapToObj(i -> ADA).toList());
        emails().enqueue(WELCOME, ADA, o -> o.at(Instant.now().plusSeconds(3600)));
        redis.end(done(new Receipt("r")));
        redis.claim(1);

        var stats = emails().statsAsync().join();
        assertThat(stats.pending()).isEqualTo(3);
        assertThat(stats.waiting()).isEqualTo(1);
        assertThat(stats.inProgress()).isEqualTo(1);
        assertThat(stats.done()).isEqualTo(1);
        assertThat(stats.nextDueAt()).isAfter(stats.serverTime());
        assertThat(stats.counters()).containsEntry("enqueued", 6L);

        JobPage first = emails().list(JobStatus.PENDING, PageRequest.first(2));
        JobPage second = emails().listAsync(JobStatus.PENDING, first.next().orElseThrow())
                .join();
        assertThat(first.jobs()).hasSize(2);
        assertThat(second.jobs()).hasSize(1);
        assertThat(second.next()).isEmpty();
        assertThat(emails().list(JobStatus.DONE).jobs()).hasSize(1);
    }

    @Test
    void whatIsOutsideTheLimitsIsRefusedBeforeAnyByteIsSent() {
        record Node(Object next) {}
        JobType<Object, Void> any = JobType.of("any", Object.class);
        JobQueue emails = emails();
        String before = redis.commands();

        refused(
                () -> emails.enqueue(any, "x".repeat((1 << 20) - 1)),
                "has 1048577 bytes of JSON, the limit is 1048576");
        refused(() -> emails.enqueueAsync(any, "x".repeat(1 << 20)), "has 1048578 bytes of JSON");
        List<String> large =
                IntStream.range(0, 9).mapToObj(i -> "x".repeat(1_000_000)).toList();
        refused(() -> emails.enqueueAll(any, large), "the limit of a call is 8388608");
        refused(() -> emails.enqueueAllAsync(any, large), "the limit of a call is 8388608");
        assertThatThrownBy(() -> emails.enqueue(any, new Object()))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("cannot be enqueued as job type any")
                .hasMessageNotContaining("\n");
        Object deep = "end";
        for (int i = 0; i < 2000; i++) {
            deep = new Node(deep);
        }
        Object tooDeep = deep;
        assertThatThrownBy(() -> emails.enqueue(any, tooDeep)).isInstanceOf(CodecException.class);
        option(o -> o.delay(Duration.ofMillis(-1)), "delay PT-0.001S is not allowed");
        option(o -> o.delay(Duration.ofSeconds(Long.MAX_VALUE)), "use 0 s to 3650 days");
        option(o -> o.at(Instant.MAX), "use an instant at most 3650 days from now");
        option(o -> o.attempts(0), "attempts 0 is not allowed: use 1 to 1000");
        option(o -> o.timeout(Duration.ZERO), "use 1 ms to 3650 days");
        option(o -> o.deadline(Duration.ofDays(4000)), "use 1 ms to 3650 days");
        option(o -> o.id("a b"), "job id \"a b\" is not allowed");
        option(o -> o.id(""), "job id \"\" is not allowed");
        option(o -> o.id("a\u001b[2J"), "\\u001b[2J");
        option(o -> o.tags("fine", "not:fine"), "tag \"not:fine\"");
        option(o -> o.tags(new String[17]), "17 tags are not allowed");
        refused(() -> redis.baton().queue("no queue"), "queue name \"no queue\"");
        refused(() -> redis.baton().queue("x".repeat(129)), "use 1 to 128");
        refused(() -> emails.status("{x}"), "job id");
        refused(() -> emails.findAsync("{x}"), "job id");
        refused(() -> emails.handle("", WELCOME), "job id");
        refused(() -> PageRequest.first(0), "use 1 to 1000");
        refused(() -> JobType.of("no type", Welcome.class), "job type name");

        assertThat(redis.commands()).isEqualTo(before);
        assertThat(emails.enqueue(any, "x".repeat((1 << 20) - 2)).status()).isEqualTo(JobStatus.PENDING);
    }

    private static void refused(ThrowingCallable call, String words) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("\u001b");
    }

    private void option(Consumer<EnqueueOptions> how, String words) {
        refused(() -> emails().enqueue(WELCOME, ADA, how), words);
    }

    @Test
    void anInterruptedWaitKeepsTheFlagAndLeavesTheJobAlone() {
        JobHandle<Receipt> job = emails().enqueue(WELCOME, ADA);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> job.await(PATIENCE))
                .isInstanceOf(CancellationException.class)
                .isNotInstanceOf(CompletionException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    }
}
