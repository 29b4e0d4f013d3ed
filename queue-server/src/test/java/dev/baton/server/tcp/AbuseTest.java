package dev.baton.server.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that do what they should not: each harms itself at most. */
@WithRedis
class AbuseTest {
    @Test
    void tenThousandEnqueuesInOneWriteAreAnsweredInOrder(RedisUri redis) {
        try (House house = House.open(redis);
                Peer peer = house.peer()) {
            var all = new StringBuilder();
            for (int i = 0; i < 10_000; i++) {
                all.append("ENQUEUE mail ").append(i).append('\n');
            }
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> peer.send(all.toString()));
            var ids = new ArrayList<String>();
            for (int i = 0; i < 10_000; i++) {
                ids.add(peer.line());
            }
            writing.join();
            assertThat(new HashSet<>(ids)).hasSize(10_000).allMatch(id -> id.length() == 26);
            assertThat(house.baton.queue("mail").stats().pending()).isEqualTo(10_000);
            for (int i = 0; i < 20; i++) {
                String claimed = peer.tell("DEQUEUE mail");
                assertThat(claimed).startsWith("mail~" + ids.get(i) + "~").endsWith(" " + i);
            }
        }
    }

    @Test
    void aLineThatIsTooLongEndsTheConnection(RedisUri redis) {
        try (House house = House.open(redis);
                Peer peer = house.peer()) {
            String longest = "ENQUEUE mail " + "x".repeat((64 << 10) - "ENQUEUE mail ".length());
            assertThat(peer.tell(longest)).hasSize(26);
            assertThat(peer.ask(longest + "y")).isEqualTo("ERR line too long: at most 65536 bytes are allowed");
            assertThat(peer.line()).isNull();
        }
    }

    @Test
    void aLineThatNeverEndsIsGivenUpEarly(RedisUri redis) {
        try (House house = House.open(redis);
                Peer peer = house.peer()) {
            byte[] much = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 64; i++) {
                    peer.send(much);
                }
            });
            assertThat(peer.line()).isEqualTo("ERR line too long: at most 65536 bytes are allowed");
            assertThat(writing).as("nobody reads all that").failsWithin(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void blankLinesAreNoRequestsHoweverMany(RedisUri redis) {
        try (House house = House.open(redis);
                Peer peer = house.peer()) {
            peer.send("\n".repeat(200_000) + " \r\n" + "HELP\n");
            assertThat(peer.line()).startsWith("ENQUEUE queue");
        }
    }

    @Test
    void garbageIsAnsweredAFewTimesAndThenDropped(RedisUri redis) {
        try (House house = House.open(redis);
                Peer peer = house.peer()) {
            peer.send(new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
            assertThat(peer.line()).isEqualTo("ERR the line is not UTF-8");
            peer.send("ENQUEUE mail a\u0000b\n");
            assertThat(peer.line()).isEqualTo("ERR the line contains the control character U+0000");
            assertThat(peer.tell("ENQUEUE mail fine"))
                    .as("so far nothing is broken")
                    .hasSize(26);
            peer.send("ENQUEUE mail \u001b[2J\nENQUEUE mail late\n");
            assertThat(peer.line()).isEqualTo("ERR the line contains the control character U+001B");
            assertThat(peer.line()).isNull();
            assertThat(house.baton.queue("mail").stats().pending()).isEqualTo(1);
        }
    }

    @Test
    void overlongAndSurrogateUtf8IsRefused(RedisUri redis) {
        try (House house = House.open(redis);
                Peer peer = house.peer()) {
            for (byte[] wrong : List.of(
                    new byte[] {(byte) 0xc0, (byte) 0xaf, '\n'},
                    new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80, '\n'})) {
                peer.send(wrong);
                assertThat(peer.line()).isEqualTo("ERR the line is not UTF-8");
            }
        }
    }

    @Test
    void otherProtocolsAreToldOnceAndDropped(RedisUri redis) {
        try (House house = House.open(redis)) {
            try (Peer browser = house.peer()) {
                browser.send("POST / HTTP/1.1\r\nHost: localhost\r\n\r\nENQUEUE mail from a web page\r\n");
                assertThat(browser.line()).startsWith("ERR this port does not speak HTTP");
                assertThat(browser.line()).isNull();
            }
            try (Peer tls = house.peer()) {
                tls.send(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
                assertThat(tls.line()).startsWith("ERR this port does not speak TLS");
                assertThat(tls.line()).isNull();
            }
            assertThat(house.baton.queue("mail").stats().pending()).isZero();
        }
    }

    @Test
    void aClientThatKnowsNoCommandIsDroppedInTheEnd(RedisUri redis) {
        try (House house = House.open(redis);
                Peer peer = house.peer()) {
            for (int i = 0; i < 9; i++) {
                assertThat(peer.tell("hello")).startsWith("ERR unknown command");
            }
            peer.tell("HELP");
            for (int i = 0; i < 10; i++) {
                assertThat(peer.tell("hello")).startsWith("ERR unknown command");
            }
            assertThat(peer.line()).isNull();
        }
    }

    @Test
    void aClientThatNeverReadsIsDroppedAndItsJobsGoBack(RedisUri redis) {
        try (House house = House.open(redis, settings -> settings.withPatience(Duration.ofMillis(300)));
                Peer producer = house.peer();
                Peer deaf = Peer.connect(house.door.port(), 1024)) {
            String words = "x".repeat(60_000);
            for (int i = 0; i < 100; i++) {
                producer.tell("ENQUEUE mail " + i + words);
            }
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < 1_000_000; i++) {
                        deaf.send("DEQUEUE mail\n");
                    }
                } catch (UncheckedIOException hungUp) {
                    // as it should
                }
            });
            await("the deaf one is dropped").until(() -> house.door.connections() == 1);
            assertThat(producer.tell("HELP")).as("nobody else noticed").startsWith("ENQUEUE");
            writing.join();
            await("what was never sent went back").untilAsserted(() -> {
                var stats = house.baton.queue("mail").stats();
                assertThat(stats.pending() + stats.inProgress()).isEqualTo(100);
                assertThat(stats.counters().getOrDefault("released", 0L)).isPositive();
            });
        }
    }

    @Test
    void aSlowReaderGetsEverythingAllTheSame(RedisUri redis) {
        try (House house = House.open(redis);
                Peer slow = Peer.connect(house.door.port(), 1024)) {
            for (int i = 0; i < 40; i++) {
                slow.tell("ENQUEUE mail " + i + "x".repeat(60_000));
            }
            slow.send("DEQUEUE mail\n".repeat(40) + "STATUS mail\n");
            for (int i = 0; i < 40; i++) {
                assertThat(slow.line()).contains(" " + i + "x").hasSizeGreaterThan(60_000);
            }
            assertThat(slow.line()).startsWith("pending 0 waiting 0 in-progress 40");
        }
    }

    @Test
    void moreConnectionsThanAllowedAreTurnedAway(RedisUri redis) {
        try (House house = House.open(redis, settings -> settings.withConnections(2));
                Peer one = house.peer()) {
            try (Peer two = house.peer();
                    Peer three = house.peer()) {
                assertThat(two.tell("HELP")).startsWith("ENQUEUE");
                assertThat(three.line()).isEqualTo("ERR too many connections, try again later");
                assertThat(three.line()).isNull();
            }
            await("there is room again").until(() -> house.door.connections() == 1);
            try (Peer four = house.peer()) {
                assertThat(four.tell("HELP")).startsWith("ENQUEUE");
                assertThat(one.tell("HELP")).startsWith("ENQUEUE");
            }
        }
    }

    @Test
    void aClientThatSendsNoWholeLineIsIdle(RedisUri redis) {
        try (House house = House.open(redis, settings -> settings.withIdle(Duration.ofSeconds(1)));
                Peer silent = house.peer();
                Peer dripping = house.peer();
                Peer waiting = house.peer()) {
            dripping.send("ENQ");
            waiting.send("DEQUEUE mail 3\n");
            assertThat(silent.line()).isEqualTo("ERR idle for too long, closing");
            assertThat(silent.line()).isNull();
            assertThat(dripping.line()).isEqualTo("ERR idle for too long, closing");
            assertThat(dripping.line()).isNull();
            assertThat(waiting.line()).as("whoever waits for a job is not idle").isEqualTo("EMPTY");
        }
    }

    @Test
    void whoAsksTooMuchIsAskedForPatience(RedisUri redis) {
        try (House house = House.open(redis, settings -> settings.withPerSecond(3));
                Peer peer = house.peer()) {
            for (int i = 0; i < 6; i++) {
                assertThat(peer.tell("LIST")).isEqualTo("EMPTY");
            }
            String refused = peer.tell("LIST");
            for (int i = 0; i < 20 && refused.equals("EMPTY"); i++) {
                refused = peer.tell("LIST");
            }
            assertThat(refused).isEqualTo("ERR too many requests, send fewer, and again in 1 s");
            assertThat(peer.tell("QUIT")).isEqualTo("BYE");
        }
    }
}
