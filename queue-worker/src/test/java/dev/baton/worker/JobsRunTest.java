package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.Baton;
import dev.baton.JobFailedException;
import dev.baton.JobHandle;
import dev.baton.Replay;
import dev.baton.ResultUnavailableException;
import dev.baton.Worker;
import dev.baton.model.Failure;
import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.model.JobView;
import dev.baton.model.Outcome;
import dev.baton.model.RetryPolicy;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a job by what its handler does. */
@WithRedis
class JobsRunTest {
    private static final Duration LONG = Workshop.LONG;

    record Order(String name, int amount) {}

    record Receipt(String text) {}

    private static final JobType<Order, Receipt> SELL = JobType.of("sell", Order.class, Receipt.class)
            .retry(new RetryPolicy(3, Duration.ofMillis(20), 2, Duration.ofMillis(100), 0));
    private static final JobType<String, String> ECHO = JobType.of("echo", String.class, String.class)
            .retry(new RetryPolicy(3, Duration.ofMillis(20), 2, Duration.ofMillis(100), 0));

    private final Workshop shop;
    private final RedisUri uri;

    JobsRunTest(RedisUri uri) {
        this.uri = uri;
        this.shop = new Workshop(uri);
    }

    @BeforeEach
    void noRestOfAnotherTest() {
        assertThat(shop.redis.number("DBSIZE")).isZero();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aResultIsTypedAndReadableByAnybodyWhoKnowsTheId() {
        shop.worker(4, worker -> worker.handle(SELL, (order, job) -> new Receipt(order.amount() + " " + order.name())));
        String id = shop.queue().enqueue(SELL, new Order("pears", 3)).id();

        try (Baton other = Baton.connect(uri.uri())) {
            Receipt receipt = other.queue(Workshop.QUEUE).handle(id, SELL).await(LONG);
            assertThat(receipt).isEqualTo(new Receipt("3 pears"));
        }
        assertThat(shop.status(id)).isEqualTo("done");
        assertThat(shop.inHand()).isEmpty();
        assertThat(shop.pending()).isEmpty();
    }

    @Test
    void everyOutcomeBringsItsJobWhereItSays() {
        AtomicInteger runs = new AtomicInteger();
        Worker worker = shop.worker(
                4,
                setup -> setup.handleOutcome(ECHO, (word, job) -> {
                    runs.incrementAndGet();
                    return switch (word) {
                        case "done" -> Outcome.done("well");
                        case "retry" ->
                            job.attempt() < 3 ? Outcome.retryAfter(Duration.ofMillis(5), "not yet") : Outcome.done();
                        case "snooze" -> Outcome.snooze(Duration.ofHours(1));
                        case "cancel" -> Outcome.cancel("no longer wanted");
                        default -> Outcome.dead("hopeless");
                    };
                }));
        JobHandle<String> done = shop.queue().enqueue(ECHO, "done");
        JobHandle<String> retry = shop.queue().enqueue(ECHO, "retry");
        String snooze = shop.queue().enqueue(ECHO, "snooze").id();
        String cancel = shop.queue().enqueue(ECHO, "cancel").id();
        String dead = shop.queue().enqueue(ECHO, "dead").id();

        assertThat(done.await(LONG)).isEqualTo("well");
        assertThat(retry.await(LONG)).isNull();
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(shop.status(snooze)).isEqualTo("scheduled");
            assertThat(shop.status(cancel)).isEqualTo("cancelled");
            assertThat(shop.status(dead)).isEqualTo("dead");
        });
        assertThat(shop.tries(retry.id())).isEqualTo("2 0");
        assertThat(shop.tries(snooze)).as("a snooze counts nothing").isEqualTo("0 0");
        assertThat(shop.queue().find(cancel).orElseThrow().reason()).isEqualTo("no longer wanted");
        assertThat(shop.queue().find(dead).orElseThrow().reason()).isEqualTo("hopeless");
        assertThat(runs).hasValue(7);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(worker.stats().done()).isEqualTo(2));
        assertThat(worker.stats().retried()).isEqualTo(2);
        assertThat(worker.stats().snoozed()).isEqualTo(1);
        assertThat(worker.stats().cancelled()).isEqualTo(1);
        assertThat(worker.stats().dead()).isEqualTo(1);
        assertThat(shop.inHand()).isEmpty();
    }

    @Test
    void aThrowingHandlerIsRetriedWithBackOffUntilTheJobIsDeadAndItsStoryTold() {
        AtomicBoolean broken = new AtomicBoolean(true);
        shop.worker(
                2,
                worker -> worker.handle(ECHO, (word, job) -> {
                    if (broken.get()) {
                        throw new IllegalArgumentException("attempt " + job.attempt());
                    }
                    return word;
                }));
        JobHandle<String> job = shop.queue().enqueue(ECHO, "again");

        assertThatThrownBy(() -> job.await(LONG)).isInstanceOf(JobFailedException.class);
        JobView dead = shop.queue().find(job.id()).orElseThrow();
        assertThat(dead.status()).isEqualTo(JobStatus.DEAD);
        assertThat(dead.failures()).isEqualTo(3);
        assertThat(dead.errors()).extracting(Failure::attempt).containsExactly(1, 2, 3);
        assertThat(dead.errors()).extracting(Failure::message).containsExactly("attempt 1", "attempt 2", "attempt 3");
        Failure last = dead.lastError().orElseThrow();
        assertThat(last.error()).isEqualTo("java.lang.IllegalArgumentException");
        assertThat(last.stack()).contains("JobsRunTest");
        assertThat(Duration.between(
                        dead.errors().get(0).at(), dead.errors().get(1).at()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(18));
        assertThat(Duration.between(
                        dead.errors().get(1).at(), dead.errors().get(2).at()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(36));
        assertThat(shop.status(job.id())).isEqualTo("dead");
        assertThat(shop.redis.number("ZCARD", shop.key("scheduled"))).isZero();

        broken.set(false);
        assertThat(shop.queue().replay(job.id()).verdict()).isEqualTo(Replay.Verdict.REPLAYED);
        assertThat(job.await(LONG)).isEqualTo("again");
        assertThat(shop.status(job.id())).isEqualTo("done");
    }

    @Test
    void onlyErrorsWorthARetryAreRetried() {
        JobType<String, String> picky = JobType.of("picky", String.class, String.class)
                .retry(new RetryPolicy(3, Duration.ofMillis(5), 1, Duration.ofMillis(5), 0));
        shop.worker(
                2,
                worker -> worker.handle(
                        picky,
                        (word, job) -> {
                            throw word.equals("io")
                                    ? new java.io.IOException("net")
                                    : new IllegalStateException("state");
                        },
                        options -> options.retryOn(java.io.IOException.class)));
        String io = shop.queue().enqueue(picky, "io").id();
        String state = shop.queue().enqueue(picky, "state").id();

        await().atMost(LONG).untilAsserted(() -> {
            assertThat(shop.status(io)).isEqualTo("dead");
            assertThat(shop.status(state)).isEqualTo("dead");
        });
        assertThat(shop.tries(io)).isEqualTo("3 0");
        assertThat(shop.tries(state)).isEqualTo("1 0");
    }

    @Test
    void aRunBeyondItsTimeOutIsInterruptedAndCountsAsAFailure() {
        CountDownLatch never = new CountDownLatch(1);
        shop.worker(
                1,
                worker -> worker.handle(ECHO, (word, job) -> {
                    never.await();
                    return word;
                }));
        String id = shop.queue()
                .enqueue(
                        ECHO,
                        "slow",
                        options -> options.timeout(Duration.ofMillis(50)).attempts(2))
                .id();

        await().atMost(LONG).until(() -> shop.status(id).equals("dead"));
        JobView dead = shop.queue().find(id).orElseThrow();
        assertThat(dead.errors()).extracting(Failure::error).containsExactly("timeout", "timeout");
        assertThat(shop.inHand()).isEmpty();
    }

    @Test
    void noInterruptLeaksFromOneJobToTheNext() {
        AtomicInteger dirty = new AtomicInteger();
        shop.worker(
                1,
                worker -> worker.handle(ECHO, (word, job) -> {
                    if (Thread.currentThread().isInterrupted() && !job.isCancelled()) { // its own may come early
                        dirty.incrementAndGet();
                    }
                    if (word.equals("spin")) {
                        while (!job.isCancelled()) {
                            Thread.onSpinWait(); // never looks at its interrupt, and leaves the flag set
                        }
                    }
                    return word;
                }));
        for (int i = 0; i < 20; i++) {
            shop.queue().enqueue(ECHO, "spin", options -> options.timeout(Duration.ofMillis(2)));
            shop.queue().enqueue(ECHO, "plain");
        }
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(shop.redis.number("LLEN", shop.key("done"))).isEqualTo(40));
        assertThat(dirty).hasValue(0);
    }

    @Test
    void aJobThatWasNotStartedWithinItsDeadlineIsDead() {
        String late = shop.queue()
                .enqueue(ECHO, "late", options -> options.deadline(Duration.ofMillis(1)))
                .id();
        long enqueued = shop.serverMillis();
        await().atMost(LONG).until(() -> shop.serverMillis() > enqueued + 2);
        shop.worker(1, worker -> worker.handle(ECHO, (word, job) -> word));

        await().atMost(LONG).until(() -> shop.status(late).equals("dead"));
        assertThat(shop.tries(late)).as("no attempt was made").isEqualTo("0 0");
        assertThat(shop.queue().find(late).orElseThrow().reason()).startsWith("deadline");
    }

    @Test
    void aTypeWithoutHandlerHereIsPutOffUncountedAndDoneByAWorkerThatKnowsIt() {
        Worker ignorant = shop.worker(1, worker -> worker.handle(SELL, (order, job) -> new Receipt("")));
        JobHandle<String> job = shop.queue().enqueue(ECHO, "who knows");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(ignorant.stats().snoozed()).isPositive());
        assertThat(shop.status(job.id())).isEqualTo("scheduled");

        ignorant.stop();
        shop.worker(1, worker -> worker.handle(ECHO, (word, context) -> word + " " + context.attempt()));

        assertThat(job.await(LONG)).isEqualTo("who knows 1");
        assertThat(shop.tries(job.id())).isEqualTo("0 0");
    }

    @Test
    void aRecordThatCannotBeDecodedIsBuriedWithItsBytesAndReplayedWhenMended() {
        JobHandle<String> job = shop.queue().enqueue(ECHO, "mend me", options -> options.delay(Duration.ofHours(1)));
        String record = shop.redis.text("GET", shop.key("job:" + job.id()));
        String broken = "{\"v\":1, broken";
        shop.redis.call("SET", shop.key("job:" + job.id()), broken);
        shop.redis.call("ZADD", shop.key("scheduled"), "1", job.id());
        shop.worker(1, worker -> worker.handle(ECHO, (word, context) -> word));

        await().atMost(LONG).until(() -> shop.status(job.id()).equals("dead"));
        assertThat(shop.queue().find(job.id()).orElseThrow().reason()).startsWith("malformed");
        assertThat(shop.redis.text("GET", shop.key("job:" + job.id()))).isEqualTo(broken);

        shop.redis.call("SET", shop.key("job:" + job.id()), String.valueOf(record));
        shop.queue().replay(job.id());
        assertThat(job.await(LONG)).isEqualTo("mend me");
    }

    @Test
    void aResultBeyondTheLimitIsDroppedAndTheJobDoneAllTheSame() {
        shop.worker(1, worker -> worker.handle(ECHO, (word, job) -> "x".repeat((1 << 20) + 1)));
        JobHandle<String> job = shop.queue().enqueue(ECHO, "big");

        assertThatThrownBy(() -> job.await(LONG))
                .isInstanceOf(ResultUnavailableException.class)
                .hasMessageContaining("dropped");
        assertThat(shop.status(job.id())).isEqualTo("done");
        assertThat(shop.tries(job.id())).isEqualTo("0 0");
    }

    @Test
    void aWorkerIsAsFastAsItsHandlersAndLeavesNothingBehind() {
        shop.worker(16, worker -> worker.handle(ECHO, (word, job) -> word));
        List<JobHandle<String>> jobs = shop.queue().enqueueAll(ECHO, java.util.Collections.nCopies(3000, "x"));
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(shop.redis.number("LLEN", shop.key("done"))).isEqualTo(jobs.size()));
        assertThat(shop.inHand()).isEmpty();
        assertThat(shop.pending()).isEmpty();
        assertThat(shop.redis.texts("LRANGE", shop.key("done"), "0", "-1").stream()
                        .map(done -> done.substring(0, done.indexOf(' ')))
                        .distinct()
                        .count())
                .isEqualTo(jobs.size());
    }

    @Test
    void handlersNeverRunOnTheDriversThreads() throws InterruptedException {
        AtomicBoolean foreign = new AtomicBoolean();
        CountDownLatch ran = new CountDownLatch(50);
        shop.worker(
                8,
                worker -> worker.handle(ECHO, (word, job) -> {
                    if (!Thread.currentThread().getName().startsWith("baton-handler-")) {
                        foreign.set(true);
                    }
                    ran.countDown();
                    return word;
                }));
        for (int i = 0; i < 50; i++) {
            shop.queue().enqueue(ECHO, "x");
        }
        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(foreign).isFalse();
    }
}
