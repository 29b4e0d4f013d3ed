package dev.baton.doctor;

import static dev.baton.doctor.Ward.BASE;
import static dev.baton.doctor.Ward.GREET;
import static dev.baton.doctor.Ward.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.redis.AccessRule;
import dev.baton.redis.Role;
import dev.baton.testkit.JobSeed;
import dev.baton.testkit.ManualWorker;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A doctor with exactly the rights of its role. */
@WithRedis(fresh = true)
class RightsTest {
    /** In branches of the scripts that these damages do not lead to. */
    private static final Set<String> SELDOM = Set.of("hkeys", "lpos", "scard", "smembers", "smismember");

    @Test
    void seesAllThatOthersSeeWithItsRightsAndNeedsThemAll(RedisUri uri, RawRedis redis, TestBaton baton) {
        damage(new Ward(uri, redis), baton);
        Diagnosis all = examine(uri.uri());
        assertThat(all.violations()).isPositive();

        grant(redis);
        redis.call("CONFIG", "RESETSTAT");
        Diagnosis seen = examine(uri.uri().replace("://", "://doctor:secret@"));
        Set<String> unused = new TreeSet<>(AccessRule.onAll(Role.DOCTOR).commands());
        unused.removeAll(called(redis));
        unused.removeAll(SELDOM);

        assertThat(Ward.violationsOf(seen)).isEqualTo(Ward.violationsOf(all));
        assertThat(redis.texts("ACL", "LOG")).isEmpty();
        assertThat(unused).isEmpty();
    }

    @Test
    void mendsNothing(RedisUri uri, RawRedis redis, TestBaton baton) {
        damage(new Ward(uri, redis), baton);
        grant(redis);
        try (Doctor doctor = Doctor.connect(uri.uri().replace("://", "://doctor:secret@"))) {
            Diagnosis diagnosis = doctor.examine();
            assertThatThrownBy(() -> doctor.mend(diagnosis))
                    .isInstanceOf(ExaminationException.class)
                    .hasMessageContaining("refused");
        }
    }

    private static void damage(Ward ward, TestBaton baton) {
        JobSeed<String, Integer> seed = baton.seed(QUEUE, GREET, "Ada");
        ManualWorker worker = baton.worker(QUEUE, "worker-1");
        seed.scheduled(Duration.ofHours(1));
        seed.inProgress(worker);
        seed.retrying(Duration.ofMinutes(1), new IllegalStateException("no such address"));
        seed.done(7);
        seed.cancelled();
        String dead = seed.dead(new IllegalStateException("no such address")).id();
        ward.hurt("ZREM", "dead", dead);
        baton.queue(QUEUE)
                .enqueueAll(
                        GREET,
                        IntStream.range(0, 3_000).mapToObj(i -> "Ada " + i).toList());
        ward.hurt("RPUSH", "pending", "ghost");
        ward.hurt("LMOVE", "pending", BASE + "processing:gone", "LEFT", "LEFT");
        ward.hurt("HSET", "tries", "ghost-1", "0 1 0");
        ward.hurt("SET", "job:x:y:z", "1");
    }

    private static Diagnosis examine(String uri) {
        try (Doctor doctor = Doctor.connect(uri)) {
            doctor.examine(QUEUE);
            return doctor.examine();
        }
    }

    private static void grant(RawRedis redis) {
        var words = new ArrayList<>(List.of("ACL", "SETUSER", "doctor"));
        words.addAll(AccessRule.onAll(Role.DOCTOR).words(">secret"));
        redis.call(words.toArray(String[]::new));
        redis.call("ACL", "LOG", "RESET");
        redis.call("SCRIPT", "FLUSH");
    }

    private static Set<String> called(RawRedis redis) {
        return String.valueOf(redis.text("INFO", "commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_"))
                .map(line -> line.substring("cmdstat_".length(), line.indexOf(':')))
                .collect(Collectors.toSet());
    }
}
