package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Baton;
import dev.baton.embedded.RedisServer;
import dev.baton.redis.AccessRule;
import dev.baton.redis.Role;
import dev.baton.store.StoreException;
import dev.baton.testkit.ClusterSetup;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.SentinelSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The roles of {@link RolesTest} where there is more than one server. */
@Timeout(120)
class RolesElsewhereTest {
    @Test
    void everyRoleDoesItsWorkInAClusterAndOnlyWithWhatAClusterNeedsBesides() {
        try (var cluster = ClusterSetup.start();
                Baton owner = Baton.connect(cluster.uri())) {
            walk(cluster.servers(), AccessRule::forCluster, as(cluster.uri()), owner);
            for (Role role : Tours.ROLES) {
                grant(cluster.servers(), role, AccessRule.onAll(role));
                assertThatThrownBy(() -> Baton.connect(as(cluster.uri()).apply(role.word()))
                                .close())
                        .isInstanceOf(StoreException.class);
            }
        }
    }

    @Test
    void everyRoleDoesItsWorkBehindSentinel() {
        try (var setup = SentinelSetup.start(1);
                Baton owner = Baton.connect(setup.uri())) {
            walk(setup.servers(), rule -> rule, as(setup.uri()), owner);
        }
    }

    private static UnaryOperator<String> as(String uri) {
        return user -> uri.replace("://", "://" + user + ":secret@");
    }

    private static void walk(
            List<RedisServer> servers, UnaryOperator<AccessRule> more, UnaryOperator<String> uris, Baton owner) {
        Tours tours = new Tours(uris, owner);
        for (Role role : Tours.ROLES) {
            grant(servers, role, more.apply(AccessRule.onAll(role)));
        }
        for (Role role : Tours.ROLES) {
            tours.prepare(role);
            tours.make(role);
        }
        for (RedisServer server : servers) {
            try (var redis = RawRedis.connect(server)) {
                assertThat(redis.texts("ACL", "LOG"))
                        .as("refusals of " + server)
                        .isEmpty();
            }
        }
    }

    private static void grant(List<RedisServer> servers, Role role, AccessRule rule) {
        var words = new ArrayList<>(List.of("ACL", "SETUSER", role.word()));
        words.addAll(rule.words(">secret"));
        for (RedisServer server : servers) {
            try (var redis = RawRedis.connect(server)) {
                redis.call(words.toArray(String[]::new));
            }
        }
    }
}
