package dev.baton.doctor;

import static dev.baton.doctor.Ward.GREET;
import static dev.baton.doctor.Ward.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.ManualWorker;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** 50,000 jobs are examined in seconds, a page at a time, and what is wrong among them is found all the same. */
@WithRedis(fresh = true)
class BigQueueTest {
    private static final int JOBS = 50_000;

    @Test
    void damageAmongFiftyThousandJobsIsFoundAndMended(RedisUri uri, RawRedis redis, TestBaton baton) {
        ManualWorker worker = baton.worker(QUEUE, "worker-1");
        for (int i = 0; i < JOBS / 1_000; i++) {
            baton.queue(QUEUE).enqueueAll(GREET, Collections.nCopies(1_000, "Ada"));
        }
        for (int i = 0; i < 5; i++) {
            worker.claim(1_000).forEach(claim -> worker.complete(claim, null));
        }
        worker.claim(500);
        Ward ward = new Ward(uri, redis);
        redis.call("CONFIG", "SET", "slowlog-log-slower-than", "50000");
        redis.call("SLOWLOG", "RESET");
        long start = System.nanoTime();
        assertThat(ward.violations()).isEmpty();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).isLessThan(Duration.ofSeconds(30));
        System.out.println("examined " + JOBS + " jobs in " + took.toMillis() + " ms");

        List<String> pending = ward.texts("LRANGE", "pending", "0", "3");
        ward.hurt("RPUSH", "pending", pending.get(0));
        ward.hurt("LREM", "pending", "1", pending.get(1));
        ward.hurt("SET", "job:" + pending.get(2) + ":status", "done");
        ward.hurt("HINCRBY", "stats", "done", "1");
        ward.hurt("LPUSH", "pending", "ghost");
        String claimed = ward.texts("LRANGE", "processing:worker-1", "0", "0").get(0);
        ward.hurt("LPOP", "processing:worker-1");
        String done = ward.texts("LRANGE", "done", "100", "100").get(0);
        ward.hurt("LREM", "done", "1", done);
        ward.hurt("HINCRBY", "stats", "done-bytes", "-" + done.split(" ")[2]);
        assertThat(ward.violations())
                .containsExactlyInAnyOrder(
                        "two-places " + pending.get(0),
                        "no-place " + pending.get(1),
                        "wrong-place " + pending.get(2),
                        "not-indexed " + pending.get(2),
                        "place-without-status ghost",
                        "no-claim " + claimed.split(" ")[0],
                        "not-indexed " + done.split(" ")[0]);
        assertThat(ward.mend()).hasSize(7);
        assertThat(ward.violations()).isEmpty();
        assertThat(redis.texts("SLOWLOG", "GET", "20")).isEmpty();
    }
}
