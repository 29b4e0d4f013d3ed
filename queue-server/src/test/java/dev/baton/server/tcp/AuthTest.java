package dev.baton.server.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.server.access.Access;
import dev.baton.server.access.Caller;
import dev.baton.server.access.Role;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may do what at this door. */
@WithRedis
class AuthTest {
    private static final Map<String, Caller> KEYS = Map.of(
            "p-key", new Caller("shop", Set.of(Role.PRODUCER)),
            "c-key", new Caller("mailer", Set.of(Role.CONSUMER)),
            "v-key", new Caller("screen", Set.of(Role.VIEWER)));

    private static final class Keys implements Access {
        @Override
        public Optional<Caller> caller(String key) {
            return Optional.ofNullable(KEYS.get(key));
        }

        @Override
        public Optional<Caller> anonymous() {
            return Optional.empty();
        }
    }

    private House house;

    @BeforeEach
    void open(RedisUri redis) {
        house = House.open(redis, new Keys(), settings -> settings);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void withoutAKeyNothingIsAllowed() {
        try (Peer peer = house.peer()) {
            assertThat(peer.tell("ENQUEUE mail one"))
                    .isEqualTo("ERR not allowed: this needs the role producer, AUTH first");
            assertThat(peer.tell("DEQUEUE mail")).startsWith("ERR not allowed: this needs the role consumer");
            assertThat(peer.tell("NEXT")).startsWith("ERR not allowed");
            assertThat(peer.tell("LIST")).startsWith("ERR not allowed: this needs the role viewer");
            assertThat(peer.tell("STATUS")).startsWith("ERR not allowed");
            assertThat(peer.tell("HELP")).startsWith("ENQUEUE");
        }
    }

    @Test
    void eachRoleDoesItsPart() {
        try (Peer producer = as("p-key");
                Peer consumer = as("c-key");
                Peer viewer = as("v-key")) {
            assertThat(producer.tell("ENQUEUE mail one")).hasSize(26);
            assertThat(producer.tell("DEQUEUE mail")).isEqualTo("ERR not allowed: this needs the role consumer");
            assertThat(viewer.tell("LIST")).isEqualTo("mail=1");
            assertThat(viewer.tell("ENQUEUE mail two")).startsWith("ERR not allowed");
            String token = consumer.tell("DEQUEUE mail").split(" ")[0];
            assertThat(viewer.tell("ACK " + token)).startsWith("ERR not allowed");
            assertThat(consumer.tell("ACK " + token)).isEqualTo("OK");
        }
    }

    @Test
    void whoGuessesKeysIsDropped() {
        try (Peer peer = house.peer()) {
            for (int i = 0; i < 3; i++) {
                assertThat(peer.tell("AUTH guess" + i)).isEqualTo("ERR not allowed: nobody has this key");
            }
            assertThat(peer.line()).isNull();
        }
    }

    private Peer as(String key) {
        Peer peer = house.peer();
        assertThat(peer.tell("AUTH " + key)).isEqualTo("OK");
        return peer;
    }
}
