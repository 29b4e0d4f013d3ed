package dev.baton.server.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.embedded.RedisServer;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Redis goes, and comes back. */
@WithRedis(fresh = true)
class OutageTest {
    @Test
    void clientsAreToldAndServedAgainAfterwards(RedisServer server, RedisUri redis) {
        try (House house = House.impatient(redis);
                Peer peer = house.peer();
                Peer waiting = house.peer()) {
            String before = peer.tell("ENQUEUE mail before");
            String token = peer.tell("DEQUEUE mail").split(" ")[0];
            waiting.send("DEQUEUE other 2\n");
            server.kill();
            assertThat(peer.tell("ENQUEUE mail during")).matches("ERR (unavailable|uncertain): .*");
            assertThat(peer.tell("STATUS mail")).startsWith("ERR unavailable: Redis");
            assertThat(peer.tell("ACK " + token)).matches("ERR (unavailable|uncertain): .*");
            assertThat(peer.tell("HELP")).startsWith("ENQUEUE queue");
            assertThat(waiting.line()).matches("EMPTY|ERR (unavailable|uncertain): .*");
            server.start();
            house.awaitRedis();
            assertThat(peer.tell("ACK " + token)).isEqualTo("OK");
            assertThat(peer.tell("STATUS mail " + before)).isEqualTo("done");
            // Its connection is another one, which finds Redis again in its own time.
            await("enqueues are accepted")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> peer.tell("ENQUEUE mail after").length() == 26);
        }
    }
}
