package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.JobContext.Stop;
import dev.baton.JobHandle;
import dev.baton.Worker;
import dev.baton.model.JobType;
import dev.baton.model.JobView;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Adoption, lost claims, expiry, reclaim: with entries that the test puts where a lost answer would have put them. */
@WithRedis
class ClaimsRecoveredTest {
    private static final Duration LONG = Workshop.LONG;
    private static final JobType<String, String> ECHO = JobType.of("echo", String.class, String.class);

    private final Workshop shop;

    ClaimsRecoveredTest(RedisUri uri) {
        shop = new Workshop(uri);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aBareIdAndAClaimedEntryInTheOwnListAreAdopted() {
        shop.queue().pause();
        JobHandle<String> bare = shop.queue().enqueue(ECHO, "bare");
        JobHandle<String> claimed = shop.queue().enqueue(ECHO, "claimed");
        Worker worker = shop.worker(2, setup -> setup.handle(ECHO, (word, job) -> word));
        await().atMost(LONG).until(() -> worker.health().get(0).problem().contains("paused"));
        String list = shop.key("processing:" + worker.name());
        // As after two lost answers: of a BLMOVE, and of a claim. In one transaction, for the worker is awake.
        shop.redis.call("MULTI");
        shop.redis.call("LREM", shop.key("pending"), "1", bare.id());
        shop.redis.call("LREM", shop.key("pending"), "1", claimed.id());
        shop.redis.call("LPUSH", list, bare.id());
        shop.redis.call("LPUSH", list, claimed.id() + " lost-1 1234567");
        shop.redis.call("SET", shop.key("job:" + claimed.id() + ":status"), "in-progress");
        shop.redis.call("HDEL", shop.key("meta"), "paused");
        shop.redis.call("EXEC");

        assertThat(bare.await(LONG)).isEqualTo("bare");
        assertThat(claimed.await(LONG)).isEqualTo("claimed");
        assertThat(worker.stats().adopted()).isPositive();
        assertThat(shop.inHand()).isEmpty();
        assertThat(shop.tries(claimed.id())).isEqualTo("0 0");
    }

    @Test
    void aLostClaimCancelsItsHandlerAndItsOutcomeIsRefused() {
        CountDownLatch running = new CountDownLatch(1);
        AtomicReference<Stop> seen = new AtomicReference<>();
        AtomicReference<String> lost = new AtomicReference<>();
        Worker worker = shop.worker(
                1,
                setup -> setup.handle(ECHO, (word, job) -> {
                            running.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                seen.set(job.stop());
                            }
                            return "too late";
                        })
                        .listener(new dev.baton.WorkerListener() {
                            @Override
                            public void onClaimLost(String queue, String jobId) {
                                lost.set(jobId);
                            }
                        }));
        JobHandle<String> job = shop.queue().enqueue(ECHO, "mine");
        await().atMost(LONG).until(() -> running.getCount() == 0);
        String entry = shop.inHand().get(0);
        shop.redis.call(
                "RENAME", shop.redis.texts("KEYS", shop.key("processing:*")).get(0), shop.key("elsewhere"));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(worker.stats().lost()).isEqualTo(1));
        assertThat(seen).hasValue(Stop.CLAIM_LOST);
        await().atMost(LONG).untilAsserted(() -> assertThat(lost).hasValue(job.id()));
        assertThat(shop.status(job.id())).isEqualTo("in-progress");
        assertThat(shop.redis.texts("LRANGE", shop.key("elsewhere"), "0", "-1")).containsExactly(entry);
        assertThat(shop.redis.number("LLEN", shop.key("done"))).isZero();
    }

    @Test
    void anExpiredWorkerGoesOnUnderANewNameAndWhatItRunsMayFinish() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Worker worker = shop.worker(
                2,
                setup -> setup.handle(ECHO, (word, job) -> {
                    if (word.equals("long")) {
                        running.countDown();
                        goOn.await();
                    }
                    return word;
                }));
        JobHandle<String> longJob = shop.queue().enqueue(ECHO, "long");
        await().atMost(LONG).until(() -> running.getCount() == 0);
        String before = worker.name();
        String list = shop.key("processing:" + before);
        shop.redis.call("ZADD", shop.key("workers"), "1", before);
        await().atMost(LONG)
                .until(() -> !worker.name().equals(before) && !worker.name().startsWith("("));
        JobHandle<String> next = shop.queue().enqueue(ECHO, "next");
        assertThat(next.await(LONG)).isEqualTo("next");
        assertThat(shop.redis.texts("ZRANGE", shop.key("workers"), "0", "-1")).contains(before, worker.name());
        goOn.countDown();

        // Either its entry still stood, or a reclaim was faster, and perhaps the old blocking claim took the id once
        // more
        // into the old list: it is done in all cases, once, and long before the reclaimer's grace of 20 s is over.
        assertThat(longJob.await(Duration.ofSeconds(12))).isEqualTo("long");
        assertThat(shop.redis.texts("LRANGE", shop.key("done"), "0", "-1").stream()
                        .filter(done -> done.startsWith(longJob.id() + " ")))
                .hasSize(1);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(shop.redis.number("LLEN", list)).isZero());
    }

    @Test
    void aDeadWorkersJobsAreTakenBackCountedAndBareIdsUncounted() {
        shop.queue().pause();
        JobHandle<String> claimed = shop.queue().enqueue(ECHO, "claimed");
        JobHandle<String> bare = shop.queue().enqueue(ECHO, "bare");
        dead("ghost", claimed.id() + " x-1 77", bare.id());
        shop.redis.call("SET", shop.key("job:" + claimed.id() + ":status"), "in-progress");
        shop.queue().resume();
        shop.worker(1, setup -> setup.handle(ECHO, (word, job) -> word + " " + job.attempt()));

        assertThat(claimed.await(LONG)).isEqualTo("claimed 2");
        assertThat(bare.await(LONG)).isEqualTo("bare 1");
        assertThat(shop.tries(claimed.id())).isEqualTo("0 1");
        assertThat(shop.tries(bare.id())).isEqualTo("0 0");
        assertThat(shop.redis.number("LLEN", shop.key("processing:ghost"))).isZero();
    }

    @Test
    void aJobThatKilledTooManyWorkersIsBuriedAsPoison() {
        String poison = shop.queue().enqueue(ECHO, "poison").id();
        shop.redis.call("DEL", shop.key("pending"));
        shop.redis.call("SET", shop.key("job:" + poison + ":status"), "in-progress");
        shop.redis.call("HSET", shop.key("tries"), poison, "0 2 70");
        dead("ghost", poison + " x-1 77");
        shop.worker(1, setup -> setup.handle(ECHO, (word, job) -> word));

        await().atMost(LONG).until(() -> shop.status(poison).equals("dead"));
        JobView view = shop.queue().find(poison).orElseThrow();
        assertThat(view.crashes()).isEqualTo(3);
        assertThat(view.reason()).startsWith("poison");
    }

    @Test
    void aJobOneCrashFromItsBurialRunsAloneAndTheOthersAfterIt() {
        String suspect = shop.queue().enqueue(ECHO, "suspect").id();
        shop.redis.call("HSET", shop.key("tries"), suspect, "0 2 70");
        for (int i = 0; i < 20; i++) {
            shop.queue().enqueue(ECHO, "other");
        }
        AtomicInteger running = new AtomicInteger();
        AtomicBoolean disturbed = new AtomicBoolean();
        CountDownLatch moment = new CountDownLatch(1);
        shop.worker(
                8,
                setup -> setup.handle(ECHO, (word, job) -> {
                    int at = running.incrementAndGet();
                    if (word.equals("suspect")) {
                        disturbed.compareAndSet(false, at > 1);
                        moment.await(300, java.util.concurrent.TimeUnit.MILLISECONDS); // simulated work
                        disturbed.compareAndSet(false, running.get() > 1);
                    }
                    running.decrementAndGet();
                    return word;
                }));

        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(shop.redis.number("LLEN", shop.key("done"))).isEqualTo(21));
        assertThat(disturbed).isFalse();
        assertThat(shop.status(suspect)).isEqualTo("done");
        assertThat(shop.inHand()).isEmpty();
    }

    /** A worker that died, and the elements of its list, oldest first. */
    private void dead(String worker, String... elements) {
        shop.redis.call("ZADD", shop.key("workers"), "1", worker);
        for (String element : elements) {
            shop.redis.call("LREM", shop.key("pending"), "0", element.split(" ", -1)[0]);
            shop.redis.call("LPUSH", shop.key("processing:" + worker), element);
        }
        assertThat(List.of(elements)).isNotEmpty();
    }
}
