package dev.baton.doctor;

import static dev.baton.doctor.Ward.GREET;
import static dev.baton.doctor.Ward.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.JobSeed;
import dev.baton.testkit.ManualWorker;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever jobs go through, nothing is found as long as Baton alone wrote it; in small queues and in larger ones. */
@WithRedis
class CleanQueueTest {
    private static final IllegalStateException FAILURE = new IllegalStateException("no such address");

    @Test
    void anEmptyRedis(RedisUri uri) {
        try (Doctor doctor = Doctor.connect(uri.uri())) {
            Diagnosis diagnosis = doctor.examine();
            assertThat(diagnosis.isClean()).isTrue();
            assertThat(diagnosis.queues()).isZero();
        }
    }

    @Test
    void jobsInEveryStatus(RedisUri uri, RawRedis redis, TestBaton baton) {
        everyStatus(baton);
        Diagnosis diagnosis = new Ward(uri, redis).diagnosis();
        assertThat(Ward.violationsOf(diagnosis)).isEmpty();
        assertThat(diagnosis.jobs()).isEqualTo(12);
    }

    @Test
    void jobsInEveryStatusOfALargeQueue(RedisUri uri, RawRedis redis, TestBaton baton) {
        everyStatus(baton);
        baton.queue(QUEUE)
                .enqueueAll(
                        GREET,
                        IntStream.range(0, 3_000).mapToObj(i -> "Ada " + i).toList());
        ManualWorker eager = baton.worker(QUEUE, "eager");
        eager.claim(800).forEach(claim -> eager.complete(claim, 7));
        eager.claim(100);
        Ward lender = new Ward(uri, redis);
        for (int i = 0; i < 50; i++) {
            lender.lease("eager", 60_000);
        }
        Diagnosis diagnosis = new Ward(uri, redis).diagnosis();
        assertThat(Ward.violationsOf(diagnosis)).isEmpty();
        assertThat(diagnosis.jobs()).isEqualTo(3_012);
    }

    @Test
    void jobsThatWerePurgedAndReclaimed(RedisUri uri, RawRedis redis, TestBaton baton) {
        everyStatus(baton);
        baton.clock().advance(Duration.ofSeconds(10));
        baton.sweeps(QUEUE).reclaim();
        assertThat(new Ward(uri, redis).violations()).isEmpty();
        baton.clock().advance(Duration.ofMinutes(5).plus(Duration.ofHours(24)));
        baton.sweeps(QUEUE).promote();
        baton.sweeps(QUEUE).purge();
        assertThat(new Ward(uri, redis).violations()).isEmpty();
    }

    private static void everyStatus(TestBaton baton) {
        JobSeed<String, Integer> seed = baton.seed(QUEUE, GREET, "Ada");
        ManualWorker worker = baton.worker(QUEUE, "worker-1");
        seed.pending();
        seed.scheduled(Duration.ofHours(1));
        seed.inProgress(worker);
        seed.retrying(Duration.ofMinutes(1), FAILURE);
        seed.done(7);
        seed.done(null);
        seed.dead(FAILURE);
        baton.queue(QUEUE).replay(seed.dead(FAILURE).id());
        seed.cancelled();
        String cancelling = seed.inProgress(worker).id();
        baton.queue(QUEUE).cancel(cancelling);
        baton.seed(QUEUE, GREET, "Ada", options -> options.id("order-42")).done(8);
        String snoozed = seed.pending().id();
        ManualWorker other = baton.worker(QUEUE, "worker-2");
        other.claim(50).forEach(claim -> {
            if (claim.id().equals(snoozed)) {
                other.snooze(claim, Duration.ofHours(1));
            } else {
                other.release(claim);
            }
        });
    }
}
