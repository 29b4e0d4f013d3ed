package dev.baton.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.WithRedis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command: lines that Redis takes, and one sentence for whatever is wrong. */
@WithRedis
class AclToolTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return Tools.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void printsALineForEachRoleThatRedisTakes(RawRedis redis) {
        assertThat(run("acl", "--cluster")).isZero();
        assertThat(lines()).hasSize(6).allSatisfy(line -> {
            assertThat(line).contains(" >PASSWORD ").doesNotContain("+@").doesNotContain("~* ");
            assertThat(redis.call(line.split(" "))).isEqualTo("OK");
        });
        assertThat(redis.texts("ACL", "USERS"))
                .contains(
                        "baton-producer",
                        "baton-worker",
                        "baton-gateway",
                        "baton-observer",
                        "baton-admin",
                        "baton-doctor");
        for (String role : List.of("producer", "worker", "gateway", "observer", "admin", "doctor")) {
            redis.call("ACL", "DELUSER", "baton-" + role);
        }
    }

    @Test
    void anObserverMayWriteNothing() {
        run("acl", "observer");
        assertThat(lines().get(0).split(" "))
                .doesNotContain("+lpush", "+rpush", "+mset", "+set", "+hset", "+zadd", "+unlink", "+publish", "+sadd");
    }

    @Test
    void aProducerReachesNoProcessingList() {
        run("acl", "producer", "--queue", "mails", "--user", "shop");
        assertThat(lines().get(0))
                .startsWith("ACL SETUSER shop reset on >PASSWORD ~baton:queues ")
                .contains("~baton:{mails}:pending ")
                .doesNotContain("processing")
                .doesNotContain("+unlink");
    }

    @Test
    void tellsProgramsTheSame() throws IOException {
        String hash = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8";
        assertThat(run("acl", "worker", "--prefix", "eu-", "--hash", hash, "--json"))
                .isZero();
        JsonNode rule = new ObjectMapper().readTree(lines().get(0));
        assertThat(rule.get("user").asText()).isEqualTo("baton-worker");
        assertThat(rule.get("keys").toString()).contains("baton:{eu-*}:processing:*");
        assertThat(rule.get("line").asText()).contains(" #" + hash + " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "acl bystander                     | producer, worker, gateway, observer, admin or doctor",
                "acl producer worker --user ada    | --user names one user",
                "acl worker --queue a --prefix b   | do not go together",
                "acl worker --queue a:b            | a:b",
                "acl worker --user a*b             | is not allowed",
                "acl worker --hash secret          | 64 hexadecimal digits"
            })
    void wrongWordsAreToldInOneSentence(String line, String words) {
        assertThat(run(line.trim().split(" +"))).isEqualTo(2);
        assertThat(lines()).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(1)
                .allSatisfy(said -> assertThat(said).startsWith("baton acl: ").contains(words));
    }
}
