package dev.baton.doctor;

import static dev.baton.doctor.Ward.GREET;
import static dev.baton.doctor.Ward.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import org.junit.jupiter.api.Test;

/** Advice stands beside violations, and is none. */
@WithRedis
class AdviceTest {
    @Test
    void aQueueThatHasBeenPausedForLong(RedisUri uri, RawRedis redis, TestBaton baton) {
        Ward ward = new Ward(uri, redis);
        baton.queue(QUEUE).pause();
        assertThat(ward.diagnosis().counts()).doesNotContainKey(Code.LONG_PAUSED);
        ward.hurt("HSET", "meta", "paused", ward.nowMillis(-90_000_000));
        assertThat(ward.diagnosis().counts()).containsEntry(Code.LONG_PAUSED, 1L);
        assertThat(ward.diagnosis().isClean()).isTrue();
    }

    @Test
    void jobsThatWaitForNobody(RedisUri uri, RawRedis redis, TestBaton baton) {
        Ward ward = new Ward(uri, redis);
        baton.seed(QUEUE, GREET, "Ada").pending();
        assertThat(ward.diagnosis().counts()).containsEntry(Code.NO_WORKER, 1L);
        ward.liveWorker("alive");
        assertThat(ward.diagnosis().counts()).doesNotContainKey(Code.NO_WORKER);
    }

    @Test
    void aServerThatRefusesInfoIsExaminedWithoutAdvice(RedisUri uri, RawRedis redis, TestBaton baton) {
        baton.seed(QUEUE, GREET, "Ada").pending();
        redis.call("ACL", "SETUSER", "auditor", "on", ">secret", "~baton:*", "+@all", "-info");
        try (Doctor doctor = Doctor.connect(uri.uri().replace("redis://", "redis://auditor:secret@"))) {
            Diagnosis diagnosis = doctor.examine();
            assertThat(diagnosis.counts()).containsEntry(Code.NOT_READ, 1L);
            assertThat(diagnosis.jobs()).isEqualTo(1);
        } finally {
            redis.call("ACL", "DELUSER", "auditor");
        }
    }

    @Test
    void keysOutsideOfEveryQueueAreFound(RedisUri uri, RawRedis redis) {
        redis.call("SET", "baton:lost", "1");
        redis.call("SET", "baton:{no queue}:meta", "1");
        redis.call("SET", "another:application", "1");
        try (Doctor doctor = Doctor.connect(uri.uri())) {
            assertThat(Ward.violationsOf(doctor.examine())).containsExactly("leaked-key", "leaked-key");
        }
    }
}
