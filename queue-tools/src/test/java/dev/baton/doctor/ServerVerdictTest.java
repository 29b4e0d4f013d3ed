package dev.baton.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerVerdictTest {
    private static final String GOOD = "server_name:valkey\r\nredis_version:7.2.4\r\nvalkey_version:8.0.1\r\n"
            + "maxmemory:0\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\nused_memory:5\r\n";

    private static List<String> words(String info, Duration skew) {
        return new ServerVerdict(info)
                .advice(skew).stream().map(finding -> finding.code().word()).toList();
    }

    @Test
    void aServerAsItShouldBeGetsNoAdvice() {
        assertThat(words(GOOD, Duration.ofMillis(-1_500))).isEmpty();
        assertThat(new ServerVerdict(GOOD).server()).isEqualTo("Valkey 8.0.1");
    }

    @Test
    void advisesAgainstEvictionAndForTheAppendOnlyFile() {
        String info = GOOD.replace("noeviction", "allkeys-lru").replace("aof_enabled:1", "aof_enabled:0");
        assertThat(words(info, Duration.ZERO)).containsExactly("evicting-policy", "no-aof");
    }

    @Test
    void saysWhatAnOldServerCannotDo() {
        assertThat(words("redis_version:6.2.14\r\n", Duration.ZERO)).containsExactly("old-server");
        assertThat(words("redis_version:7.0.15\r\n", Duration.ZERO)).containsExactly("no-waitaof");
        assertThat(words("redis_version:7.2.0\r\n", Duration.ZERO)).isEmpty();
    }

    @Test
    void saysWhenClocksDiffer() {
        assertThat(words(GOOD, Duration.ofMillis(2_001))).containsExactly("clock-skew");
        assertThat(words(GOOD, Duration.ofMillis(-2_001))).containsExactly("clock-skew");
    }

    @Test
    void saysWhenMemoryIsNearlyFull() {
        assertThat(words(GOOD.replace("maxmemory:0", "maxmemory:5"), Duration.ZERO))
                .containsExactly("memory-near-max");
    }

    @Test
    void saysWhenAReplicaLags() {
        String replica = "slave0:ip=10.0.0.2,port=6379,state=online,offset=5,lag=";
        assertThat(words(GOOD + replica + "1\r\n", Duration.ZERO)).isEmpty();
        assertThat(words(GOOD + replica + "10\r\n", Duration.ZERO)).containsExactly("replica-lag");
        assertThat(words(GOOD + replica.replace("online", "wait_bgsave") + "0\r\n", Duration.ZERO))
                .containsExactly("replica-lag");
    }
}
