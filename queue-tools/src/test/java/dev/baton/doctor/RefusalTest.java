package dev.baton.doctor;

import static dev.baton.doctor.Ward.BASE;
import static dev.baton.doctor.Ward.GREET;
import static dev.baton.doctor.Ward.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Redis refuses is told with the thing, the value, and what to do next. */
@WithRedis(fresh = true)
class RefusalTest {
    @Test
    void aKeyOfAForeignTypeIsNamedWithBothTypes(RedisUri uri, RawRedis redis) {
        redis.call("SET", BASE + "pending", "1");
        try (Links links = Links.open(Address.parse(uri.uri()))) {
            Pages pages = new Pages(links.all().get(0));
            assertThatThrownBy(() -> pages.list(BASE + "pending", page -> {}))
                    .isInstanceOf(ExaminationException.class)
                    .hasMessageContaining(BASE + "pending is a string and should be a list: RENAME it away")
                    .hasMessageNotContaining("grant");
        }
    }

    @Test
    void aKeyOfAForeignTypeInAScriptIsNamedToo(RedisUri uri, RawRedis redis) {
        redis.call("SET", BASE + "scheduled", "1");
        try (Links links = Links.open(Address.parse(uri.uri()))) {
            Link link = links.all().get(0);
            assertThatThrownBy(() -> link.run(Script.MEND_PLACE, BASE, List.of("order-42")))
                    .isInstanceOf(ExaminationException.class)
                    .hasMessageContaining(BASE + "scheduled is a string and should be a zset: RENAME it away");
        }
    }

    @Test
    void aFullServerIsToldWithItsMemory(RedisUri uri, RawRedis redis, TestBaton baton) {
        baton.seed(QUEUE, GREET, "Ada").pending();
        redis.call("DEL", "baton:queues");
        try (Doctor doctor = Doctor.connect(uri.uri())) {
            Diagnosis diagnosis = doctor.examine(QUEUE);
            redis.call("CONFIG", "SET", "maxmemory", "1000001");
            assertThatThrownBy(() -> doctor.mend(diagnosis))
                    .isInstanceOf(ExaminationException.class)
                    .hasMessageContainingAll("is full", "bytes used of maxmemory 1000001", "raise maxmemory")
                    .hasMessageNotContaining("grant");
        } finally {
            redis.call("CONFIG", "SET", "maxmemory", "0");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOPERM User auditor has no permissions | the rights that ./baton acl doctor prints",
                "ERR The user executing the script can't run this command | the rights that ./baton acl doctor prints",
                "LOADING Redis is loading the dataset in memory | is loading its data",
                "BUSY Redis is busy running a script | SCRIPT KILL",
                "READONLY You can't write against a read only replica. | give the address of its primary",
                "MOVED 5 10.0.0.1:6379 | give redis+cluster://host:port",
                "ASK 5 10.0.0.1:6379 | when the slot has arrived",
                "TRYAGAIN Multiple keys request during rehashing of slot | when the slot has arrived",
                "CLUSTERDOWN Hash slot not served | CLUSTER INFO",
                "ERR what nobody foresaw | answered with an error",
            })
    void everyAnswerHasItsSentence(String error, String words) {
        assertThat(Refusal.sentence("Redis at redis://localhost:6379", error, ""))
                .startsWith("Redis at redis://localhost:6379 ")
                .contains(words, error)
                .doesNotContain("\n");
    }
}
