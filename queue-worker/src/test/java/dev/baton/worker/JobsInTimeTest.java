package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.model.JobType;
import dev.baton.model.RetryPolicy;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Delayed and retrying jobs start in time, and an idle worker hardly asks. */
@WithRedis
class JobsInTimeTest {
    private static final Duration LONG = Workshop.LONG;
    private static final JobType<Integer, Void> TIMED = JobType.of("timed", Integer.class);

    private final Workshop shop;

    JobsInTimeTest(RedisUri uri) {
        shop = new Workshop(uri);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void delayedJobsStartWithin100MillisOfTheirTimeWhileAWorkerIsIdle() {
        Map<String, Long> claimedAt = new ConcurrentHashMap<>();
        shop.keep(shop.baton
                .worker()
                .queue(Workshop.QUEUE, queue -> queue.concurrency(16))
                .handle(TIMED, (number, job) -> {
                    claimedAt.put(job.jobId(), System.nanoTime());
                    return null;
                })
                .start());
        Map<String, Long> dueAt = new ConcurrentHashMap<>();
        for (int i = 0; i < 200; i++) {
            Duration delay = Duration.ofMillis(300 + 10L * ((i * 37) % 200)); // in no order, over two seconds
            long asked = System.nanoTime();
            String id = shop.queue()
                    .enqueue(TIMED, i, options -> options.delay(delay))
                    .id();
            dueAt.put(id, asked + delay.toNanos());
        }
        await().atMost(LONG).until(() -> claimedAt.size() == 200);

        List<Long> lateMillis = new ArrayList<>();
        dueAt.forEach((id, due) -> lateMillis.add((claimedAt.getOrDefault(id, Long.MAX_VALUE) - due) / 1_000_000));
        Collections.sort(lateMillis);
        System.out.printf(
                "delayed jobs late by: p50 %d ms, p99 %d ms, most %d ms%n",
                lateMillis.get(99), lateMillis.get(197), lateMillis.get(199));
        assertThat(lateMillis.get(0)).as("never early").isGreaterThanOrEqualTo(0);
        // Promised are 100 ms; five times that on a machine that does other things too.
        assertThat(lateMillis.get(197)).isLessThan(500);
    }

    @Test
    void aRetryStartsWhenItsBackOffIsOver() {
        List<Long> starts = Collections.synchronizedList(new ArrayList<>());
        JobType<Integer, Void> failing =
                TIMED.retry(new RetryPolicy(2, Duration.ofMillis(300), 1, Duration.ofMillis(300), 0));
        shop.keep(shop.baton
                .worker()
                .queue(Workshop.QUEUE)
                .handle(failing, (number, job) -> {
                    starts.add(System.nanoTime());
                    throw new IllegalStateException("again");
                })
                .start());
        String id = shop.queue().enqueue(failing, 1).id();
        await().atMost(LONG).until(() -> shop.status(id).equals("dead"));

        assertThat((starts.get(1) - starts.get(0)) / 1_000_000).isBetween(300L, 1200L);
    }

    @Test
    void anIdleWorkerPollsOnceInFiveSecondsAQueue() {
        shop.redis.call("CONFIG", "RESETSTAT");
        shop.keep(shop.baton
                .worker()
                .queue(Workshop.QUEUE)
                .handle(TIMED, (number, job) -> null)
                .start());
        await().atMost(LONG).until(() -> calls("blmove") == 1);
        long began = shop.serverMillis();
        await().atMost(LONG).until(() -> shop.serverMillis() > began + 6_000);

        assertThat(calls("blmove")).isBetween(1L, 2L);
    }

    private long calls(String command) {
        String stats = String.valueOf(shop.redis.text("INFO", "commandstats"));
        for (String line : stats.split("\r?\n")) {
            if (line.startsWith("cmdstat_" + command + ":calls=")) {
                return Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(',')));
            }
        }
        return 0;
    }
}
