package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.embedded.RedisServer;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@WithRedis
class FaultProxyTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final RawRedis direct;
    private final FaultProxy wire;
    private RawRedis client;

    FaultProxyTest(RedisServer redis) {
        direct = RawRedis.connect(redis);
        wire = FaultProxy.to(redis);
        client = RawRedis.connect(new RedisUri(wire.uri()));
    }

    @BeforeEach
    void theWireIsSound() {
        assertThat(client.text("PING")).isEqualTo("PONG");
    }

    @AfterEach
    void close() {
        client.close();
        wire.close();
        direct.close();
    }

    @Test
    void forwardsAndCounts() {
        assertThat(client.text("SET", "k", "v".repeat(100_000))).isEqualTo("OK");
        assertThat(client.text("GET", "k")).hasSize(100_000);
        assertThat(wire.connections()).isEqualTo(1);
        assertThat(wire.openConnections()).isEqualTo(1);
        assertThat(wire.requests()).isEqualTo(3);
        assertThat(wire.replies()).isEqualTo(3);
        assertThat(wire.requestBytes()).isBetween(100_000L, 100_200L);
        assertThat(wire.replyBytes()).isBetween(100_000L, 100_200L);
        assertThat(wire.triggered()).isZero();
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void dropsRepliesAfterRedisHasActed(End end) throws IOException {
        Fault lost = wire.dropReplies(end);
        client.send("INCR", "n");
        assertEndsBy(end);
        lost.awaitTriggered(SOON);
        assertThat(direct.text("GET", "n")).isEqualTo("1");

        // It holds for the connections to come, until it is healed.
        client = reconnect();
        client.send("INCR", "n");
        assertEndsBy(end);
        wire.heal();
        client = reconnect();
        assertThat(client.number("INCR", "n")).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void dropsOneReplyAmongPipelinedOnes(End end) throws IOException {
        Fault lost = wire.dropNextReplyMatching(FaultProxy.containing("second"), end);
        client.sendBytes(bytes("*2\r\n$4\r\nINCR\r\n$5\r\nfirst\r\n*2\r\n$4\r\nINCR\r\n$6\r\nsecond\r\n"
                + "*2\r\n$4\r\nINCR\r\n$5\r\nthird\r\n"));
        lost.awaitForwarded(SOON);
        lost.awaitTriggered(SOON);
        if (end == End.FIN) {
            assertThat(client.receive()).isEqualTo(1L);
            assertEndsBy(end);
        } else {
            // A reset may take along what the client has not read yet; that is TCP's way.
            assertThatThrownBy(() -> {
                        assertThat(client.receive()).isEqualTo(1L);
                        client.receive();
                    })
                    .isInstanceOf(SocketException.class);
        }
        assertThat(direct.texts("MGET", "first", "second")).isEqualTo(List.of("1", "1"));
        assertThat(wire.triggered()).isEqualTo(1);

        client = reconnect();
        assertThat(client.number("INCR", "second")).isEqualTo(2);
    }

    @Test
    void recognisesARequestThatComesInPieces() throws IOException {
        Fault lost = wire.dropNextReplyMatching(FaultProxy.containing("second"), End.FIN);
        client.sendBytes(bytes("*2\r\n$4\r\nINCR\r\n$6\r\nsec"));
        client.timeout(SHORT);
        assertThatThrownBy(client::receive).isInstanceOf(SocketTimeoutException.class);
        client.timeout(SOON);
        assertThat(lost.isTriggered()).isFalse();
        client.sendBytes(bytes("ond\r\n*1\r\n$4\r\nPI"));
        assertEndsBy(End.FIN);
        lost.awaitTriggered(SOON);
        assertThat(direct.text("GET", "second")).isEqualTo("1");
    }

    @Test
    void swallowsALongReplyWhole() throws IOException {
        direct.call("SET", "long", "x".repeat(300_000));
        Fault lost = wire.dropNextReplyMatching(FaultProxy.containing("long"), End.FIN);
        client.send("ECHO", "before");
        client.send("GET", "long");
        assertThat(client.receive()).isEqualTo("before");
        assertEndsBy(End.FIN);
        lost.awaitTriggered(SOON);
        assertThat(wire.replyBytes()).isGreaterThan(300_000);
    }

    @Test
    void losesTheJobThatABlockedMoveHasTaken() throws IOException {
        Fault lost = wire.dropNextReplyMatching(FaultProxy.containing("BLMOVE"), End.RST);
        client.send("BLMOVE", "pending", "processing", "RIGHT", "LEFT", "0");
        lost.awaitForwarded(SOON);
        assertThat(lost.isTriggered()).isFalse();
        direct.call("LPUSH", "pending", "job");
        lost.awaitTriggered(SOON);
        assertEndsBy(End.RST);
        assertThat(direct.texts("LRANGE", "processing", "0", "-1")).isEqualTo(List.of("job"));
        assertThat(direct.number("LLEN", "pending")).isZero();
    }

    @Test
    void saysWhichFaultDidNotHappen() {
        Fault lost = wire.dropNextReplyMatching(FaultProxy.containing("BLMOVE"), End.RST);
        assertThat(client.text("PING")).isEqualTo("PONG");
        assertThatThrownBy(() -> lost.awaitTriggered(SHORT))
                .isInstanceOf(AssertionError.class)
                .hasMessage("Within PT0.2S nothing triggered the fault \"drop the next matching reply by RST\".");
        assertThatThrownBy(() -> lost.awaitForwarded(SHORT))
                .isInstanceOf(AssertionError.class)
                .hasMessage("Within PT0.2S no request met the fault \"drop the next matching reply by RST\".");
    }

    @Test
    void holdsRequestsUntilItHeals() throws IOException {
        wire.blackHole(Direction.REQUESTS);
        client.send("INCR", "n");
        client.timeout(SHORT);
        assertThatThrownBy(client::receive).isInstanceOf(SocketTimeoutException.class);
        assertThat(direct.text("GET", "n")).isNull();
        wire.heal();
        assertThat(client.timeout(SOON).receive()).isEqualTo(1L);
    }

    @Test
    void holdsRepliesUntilItHeals() throws IOException {
        wire.blackHole(Direction.REPLIES);
        client.send("INCR", "n");
        client.timeout(SHORT);
        assertThatThrownBy(client::receive).isInstanceOf(SocketTimeoutException.class);
        assertThat(direct.text("GET", "n")).isEqualTo("1");
        wire.heal();
        assertThat(client.timeout(SOON).receive()).isEqualTo(1L);
    }

    @Test
    void hidesTheDeathOfAClientSoThatAGhostTakesTheJob() throws IOException {
        Fault seen = wire.dropNextReplyMatching(FaultProxy.containing("BLMOVE"), End.FIN);
        client.send("BLMOVE", "pending", "processing", "RIGHT", "LEFT", "0");
        seen.awaitForwarded(SOON);
        awaitBlocked();
        wire.blackHole(Direction.BOTH);
        client.close();
        // Time enough for the news to reach Redis, if it got through.
        direct.call("BLPOP", "nothing:ever", "0.3");
        direct.call("LPUSH", "pending", "job");
        assertThat(direct.texts("LRANGE", "processing", "0", "-1")).isEqualTo(List.of("job"));
    }

    @Test
    void deliversADelayedRequestOfAClientThatHasGivenUp() throws IOException {
        wire.blackHole(Direction.BOTH);
        client.send("LPUSH", "late", "request");
        client.close();
        assertThat(direct.texts("BRPOP", "late", "0.3")).isEmpty();
        wire.heal();
        assertThat(direct.texts("BRPOP", "late", "10")).isEqualTo(List.of("late", "request"));
    }

    @Test
    void delaysBothWaysWithoutLosingThroughput() throws IOException {
        var delay = Duration.ofMillis(100);
        wire.delay(delay);
        long before = System.nanoTime();
        assertThat(client.text("PING")).isEqualTo("PONG");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(delay.multipliedBy(2));

        before = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            client.send("INCR", "n");
        }
        for (long i = 1; i <= 50; i++) {
            assertThat(client.receive()).isEqualTo(i);
        }
        // One after the other would take 10 s.
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(delay.multipliedBy(2), Duration.ofSeconds(5));
    }

    @Test
    void delaysOneWayOnly() throws IOException {
        wire.delay(Direction.REPLIES, Duration.ofMillis(300));
        client.send("LPUSH", "told", "x");
        long before = System.nanoTime();
        assertThat(direct.texts("BRPOP", "told", "10")).isEqualTo(List.of("told", "x"));
        assertThat(client.receive()).isEqualTo(1L);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(200));
    }

    @Test
    void throttles() {
        direct.call("SET", "long", "x".repeat(20_000));
        wire.throttle(50_000);
        long before = System.nanoTime();
        assertThat(client.text("GET", "long")).hasSize(20_000);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(390));
    }

    @Test
    void cutsWithinAReply() {
        direct.call("SET", "long", "x".repeat(1000));
        Fault cut = wire.cutAfter(100, End.FIN);
        assertThatThrownBy(() -> client.call("GET", "long"))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseInstanceOf(EOFException.class)
                .hasRootCauseMessage("the connection ended within an answer");
        cut.awaitTriggered(SOON);
        client = reconnect();
        assertThat(client.text("GET", "long")).hasSize(1000);
    }

    @Test
    void cutsAfterWholeReplies() throws IOException {
        Fault cut = wire.cutAfter("+PONG\r\n".length() * 2, End.FIN);
        for (int i = 0; i < 3; i++) {
            client.send("PING");
        }
        assertThat(client.receive()).isEqualTo("PONG");
        assertThat(client.receive()).isEqualTo("PONG");
        assertEndsBy(End.FIN);
        cut.awaitTriggered(SOON);
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void endsAllConnectionsAndTakesNewOnes(End end) {
        wire.endAll(end);
        assertEndsBy(end);
        client = reconnect();
        assertThat(client.text("PING")).isEqualTo("PONG");
        assertThat(wire.openConnections()).isEqualTo(1);
        assertThat(wire.connections()).isEqualTo(2);
    }

    @Test
    void passesOnTheEndOfAClientAndForgetsIt() throws IOException {
        client.send("BLMOVE", "pending", "processing", "RIGHT", "LEFT", "0");
        awaitBlocked();
        client.close();
        // Redis notices only because the proxy closes too.
        assertThat(awaitBlockedClients(0)).isZero();
        client = reconnect();
        assertThat(client.text("PING")).isEqualTo("PONG");
    }

    @Test
    void passesOnTheEndOfRedisAndItsReturn() {
        try (var redis = RedisServer.builder().password("secret word").start();
                var other = FaultProxy.to(redis)) {
            var uri = new RedisUri(other.uri());
            assertThat(uri.password()).isEqualTo("secret word");
            try (var before = RawRedis.connect(uri)) {
                assertThat(before.text("PING")).isEqualTo("PONG");
                redis.kill();
                assertThatThrownBy(before::receive).isInstanceOf(EOFException.class);
            }
            assertThatThrownBy(() -> RawRedis.connect(uri)).isInstanceOf(UncheckedIOException.class);
            redis.start();
            try (var after = RawRedis.connect(uri)) {
                assertThat(after.text("PING")).isEqualTo("PONG");
            }
        }
    }

    private RawRedis reconnect() {
        client.close();
        return RawRedis.connect(new RedisUri(wire.uri()));
    }

    private void awaitBlocked() {
        assertThat(awaitBlockedClients(1)).isEqualTo(1);
    }

    /** Asks Redis, waiting a moment in Redis between two questions, until so many clients block or ten seconds passed. */
    private long awaitBlockedClients(long wanted) {
        long blocked = -1;
        for (int i = 0; i < 500 && blocked != wanted; i++) {
            direct.call("BLPOP", "nothing:ever", "0.02");
            blocked = String.valueOf(direct.text("INFO", "clients"))
                    .lines()
                    .filter(line -> line.startsWith("blocked_clients:"))
                    .mapToLong(line -> Long.parseLong(
                            line.substring("blocked_clients:".length()).strip()))
                    .findFirst()
                    .orElseThrow();
        }
        return blocked;
    }

    private void assertEndsBy(End end) {
        assertThatThrownBy(client::receive)
                .isInstanceOf(end == End.FIN ? EOFException.class : SocketException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
