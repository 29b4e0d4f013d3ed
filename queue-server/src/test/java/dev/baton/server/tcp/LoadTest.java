package dev.baton.server.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.server.load.LoadCommand;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A crowd at the door, from the command that makes one. */
@WithRedis
class LoadTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aHundredClientsLoseNothing(RedisUri redis) {
        try (House house = House.open(redis)) {
            assertThat(load(house.door.port(), "--clients", "100", "--jobs", "2000", "--queue", "crowd"))
                    .as(err.toString(StandardCharsets.UTF_8))
                    .isZero();
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains(
                            "2000 enqueued, 2000 claimed, 2000 completed, 0 lost, 0 twice, 0 strange, 0 slowed down, 0 errors",
                            "by 100 clients over tcp",
                            "enqueue   p50",
                            "claim     p50",
                            "complete  p50",
                            "through   p50")
                    .doesNotContain("\r", "[#");
            var stats = house.baton.queue("crowd").stats();
            assertThat(stats.done()).isEqualTo(2000);
            assertThat(stats.pending() + stats.inProgress()).isZero();
        }
    }

    @Test
    void jobsThatSomebodyElsePutThereAreNoticed(RedisUri redis) {
        try (House house = House.open(redis);
                Peer stranger = house.peer()) {
            stranger.tell("ENQUEUE crowd 0");
            stranger.tell("ENQUEUE crowd what is this");
            assertThat(load(house.door.port(), "--clients", "2", "--jobs", "10", "--queue", "crowd"))
                    .isEqualTo(1);
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("1 twice, 1 strange");
        }
    }

    @Test
    void aJobThatSomebodyElseTookIsLost(RedisUri redis) {
        try (House house = House.open(redis);
                Peer thief = house.peer()) {
            thief.send("DEQUEUE crowd 60\n");
            var loading = CompletableFuture.supplyAsync(() ->
                    load(house.door.port(), "--clients", "2", "--jobs", "10", "--queue", "crowd", "--patience", "2s"));
            String token = String.valueOf(thief.line()).split(" ")[0];
            assertThat(thief.tell("ACK " + token)).isEqualTo("OK");
            assertThat(loading.join()).isEqualTo(1);
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("10 enqueued, 9 claimed, 9 completed, 1 lost");
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("nothing happened for 2s");
        }
    }

    @Test
    void clientsThatAreTurnedAwayAreErrors(RedisUri redis) {
        try (House house = House.open(redis, settings -> settings.withConnections(2))) {
            assertThat(load(house.door.port(), "--clients", "3", "--jobs", "10"))
                    .isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("too many connections");
        }
    }

    @Test
    void aDoorThatIsNotThereIsAnError() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        assertThat(load(port, "--clients", "2", "--jobs", "10")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no connection");
    }

    @Test
    void wrongUsageIsOneSentence() {
        assertThat(load(1, "--clients", "0")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("baton load: --clients \"0\" is out of range: use 1 to 50000\n");
    }

    private int load(int port, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--at", "127.0.0.1:" + port));
        arguments.addAll(List.of(more));
        return new LoadCommand(Map.of())
                .run(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        arguments.toArray(String[]::new));
    }
}
