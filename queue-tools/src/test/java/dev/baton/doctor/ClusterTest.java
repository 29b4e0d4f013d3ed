package dev.baton.doctor;

import static dev.baton.doctor.Ward.GREET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Baton;
import dev.baton.embedded.RedisServer;
import dev.baton.testkit.ClusterSetup;
import dev.baton.testkit.RawRedis;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues on every primary of a cluster are examined and mended, and none while its slot moves. */
@Timeout(300)
class ClusterTest {
    private static ClusterSetup cluster;

    @BeforeAll
    static void start() {
        cluster = ClusterSetup.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void empty() {
        for (RedisServer primary : cluster.servers().subList(0, 3)) {
            try (var redis = RawRedis.connect(primary)) {
                redis.call("FLUSHALL", "SYNC");
            }
        }
    }

    @Test
    void damageOnEveryPrimaryIsFoundAndMended() {
        List<RedisServer> primaries = cluster.servers().subList(0, 3);
        List<String> queues =
                primaries.stream().map(one -> cluster.queueOn(one, "mail")).toList();
        try (Baton baton = Baton.connect(cluster.uri());
                Doctor doctor = Doctor.connect(cluster.uri())) {
            queues.forEach(queue -> baton.queue(queue).enqueue(GREET, "Ada"));
            assertThat(Ward.violationsOf(doctor.examine())).isEmpty();
            assertThat(doctor.examine().queues()).isEqualTo(3);
            assertThat(doctor.address()).startsWith("redis+cluster://127.0.0.1:");
            for (int i = 0; i < 3; i++) {
                try (var redis = RawRedis.connect(primaries.get(i))) {
                    redis.call("LPUSH", "baton:{" + queues.get(i) + "}:pending", "ghost-" + i);
                }
            }
            try (var list = RawRedis.connect(cluster.ownerOf(slotOfTheList()))) {
                list.call("SREM", "baton:queues", queues.get(1));
            }
            assertThat(Ward.violationsOf(doctor.examine()))
                    .containsExactlyInAnyOrder(
                            "place-without-status ghost-0",
                            "place-without-status ghost-1",
                            "place-without-status ghost-2",
                            "unlisted-queue");
            assertThat(Ward.violationsOf(doctor.examine(queues.get(2))))
                    .containsExactly("place-without-status ghost-2");
            assertThat(doctor.mend(doctor.examine())).hasSize(4).allMatch(Repair::mended);
            assertThat(Ward.violationsOf(doctor.examine())).isEmpty();
        }
    }

    private static int slotOfTheList() {
        try (var redis = RawRedis.connect(cluster.servers().get(0))) {
            return (int) redis.number("CLUSTER", "KEYSLOT", "baton:queues");
        }
    }

    @Test
    void aQueueWhoseSlotMovesIsNotJudged() {
        String queue = cluster.queueOn(cluster.servers().get(0), "moving");
        try (Baton baton = Baton.connect(cluster.uri());
                Doctor doctor = Doctor.connect(cluster.uri())) {
            baton.queue(queue).enqueue(GREET, "Ada");
            int slot = cluster.slotOf(queue);
            RedisServer source = cluster.ownerOf(slot);
            RedisServer target = cluster.servers().get(1);
            try (var from = RawRedis.connect(source);
                    var to = RawRedis.connect(target)) {
                to.call("CLUSTER", "SETSLOT", String.valueOf(slot), "IMPORTING", id(source));
                from.call("CLUSTER", "SETSLOT", String.valueOf(slot), "MIGRATING", id(target));
                assertThatThrownBy(() -> doctor.examine(queue))
                        .isInstanceOf(ExaminationException.class)
                        .hasMessageContaining("is moving the queue's slot to another node");
                from.call("CLUSTER", "SETSLOT", String.valueOf(slot), "STABLE");
                to.call("CLUSTER", "SETSLOT", String.valueOf(slot), "STABLE");
            }
            assertThat(doctor.examine(queue).isClean()).isTrue();
        }
    }

    private static String id(RedisServer server) {
        try (var redis = RawRedis.connect(server)) {
            return String.valueOf(redis.text("CLUSTER", "MYID"));
        }
    }

    @Test
    void oneNodeByItselfSaysWhichAddressIsRight() {
        try (Baton baton = Baton.connect(cluster.uri())) {
            String queue = cluster.queueOn(cluster.servers().get(0), "elsewhere");
            baton.queue(queue).enqueue(GREET, "Ada");
            try (Doctor doctor = Doctor.connect(cluster.servers().get(1).uri())) {
                assertThatThrownBy(() -> doctor.examine(queue))
                        .isInstanceOf(ExaminationException.class)
                        .hasMessageContaining("redis+cluster://host:port");
            }
        }
    }

    @Test
    void aServerThatIsNoClusterIsNamedSo() {
        try (RedisServer alone = RedisServer.builder().start()) {
            assertThatThrownBy(() -> Doctor.connect(alone.uri().replace("redis://", "redis+cluster://")))
                    .isInstanceOf(ExaminationException.class)
                    .hasMessageContaining("is no cluster: give its address as redis://");
        }
    }

    @Test
    void addressesOfAClusterShowNoPassword() {
        Address address = Address.parse("rediss+cluster://ada:secret@one,two:7001/");
        assertThat(address.display()).isEqualTo("rediss+cluster://one:6379,two:7001");
        assertThat(address.isCluster()).isTrue();
        assertThatThrownBy(() -> Address.parse("redis+cluster://ada:secret@one,two:x"))
                .hasMessageContaining("redis+cluster://***@one,two:x")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> Address.parse("redis+cluster://one/3")).isInstanceOf(IllegalArgumentException.class);
    }
}
