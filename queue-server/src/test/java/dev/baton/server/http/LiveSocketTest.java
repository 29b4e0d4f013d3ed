package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.server.access.Access;
import dev.baton.server.access.KeyFile;
import dev.baton.server.access.Role;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Live events over a WebSocket. */
@WithRedis
class LiveSocketTest {
    private static final String EVENTS = "/api/v1/queues/q/events";
    private static final String HANDSHAKE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    /** One end of a WebSocket, and what came to it. */
    private static final class Ear implements WebSocket.Listener {
        private final LinkedBlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final CompletableFuture<String> pong = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            messages.add(Answer.parse(data.toString()));
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            pong.complete(
                    java.nio.charset.StandardCharsets.US_ASCII.decode(message).toString());
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }

        JsonNode next() throws InterruptedException {
            JsonNode message = messages.poll(20, TimeUnit.SECONDS);
            assertThat(message).as("a message within 20 seconds").isNotNull();
            return message.path("event").asText().equals("beat") ? next() : message;
        }
    }

    private static WebSocket connect(OpenDoor door, String path, Ear ear, String... protocols) {
        WebSocket.Builder builder = door.client().newWebSocketBuilder();
        if (protocols.length > 0) {
            builder.subprotocols(protocols[0], java.util.Arrays.copyOfRange(protocols, 1, protocols.length));
        }
        return builder.buildAsync(URI.create("ws://127.0.0.1:" + door.port() + path), ear)
                .join();
    }

    private static OpenDoor withQueue(OpenDoor door) {
        door.baton().queue("q").enqueue(dev.baton.model.JobType.of("t", String.class), "first");
        return door;
    }

    private static void enqueue(OpenDoor door, String id) {
        door.post("/api/v1/queues/q/jobs", "{\"type\":\"t\",\"payload\":1,\"id\":\"" + id + "\"}")
                .is(201);
    }

    @Test
    void theSameIsToldAMessageAnEvent(RedisUri redis) throws Exception {
        try (OpenDoor door = withQueue(OpenDoor.on(redis))) {
            Ear ear = new Ear();
            WebSocket socket = connect(door, EVENTS + "?state=pending", ear, "baton.v1");
            assertThat(socket.getSubprotocol()).isEqualTo("baton.v1");
            enqueue(door, "a");
            JsonNode message = ear.next();
            assertThat(message.path("event").asText()).isEqualTo("job");
            assertThat(message.path("queue").asText()).isEqualTo("q");
            assertThat(message.path("id").asText()).isEqualTo("a");
            assertThat(message.path("status").asText()).isEqualTo("pending");
            String position = message.path("position").asText();
            socket.sendPing(java.nio.charset.StandardCharsets.US_ASCII.encode("there?"));
            assertThat(ear.pong.get(20, TimeUnit.SECONDS)).isEqualTo("there?");
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            assertThat(ear.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1000);
            await().until(() -> door.get("/metrics").text().contains("baton_live_listeners 0\n"));

            enqueue(door, "b");
            Ear again = new Ear();
            connect(door, EVENTS + "?after=" + position, again);
            assertThat(again.next().path("id").asText()).isEqualTo("b");
        }
    }

    @Test
    void whoeverSaysSomethingIsLeft(RedisUri redis) throws Exception {
        try (OpenDoor door = withQueue(OpenDoor.on(redis))) {
            Ear ear = new Ear();
            WebSocket socket = connect(door, EVENTS, ear);
            assertThat(socket.getSubprotocol()).isEmpty();
            socket.sendText("subscribe", true);
            assertThat(ear.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1003);
            await().until(() -> door.get("/metrics").text().contains("baton_live_listeners 0\n"));
            Ear large = new Ear();
            connect(door, EVENTS, large).sendBinary(ByteBuffer.allocate(100_000), true);
            assertThat(large.closed.get(20, TimeUnit.SECONDS)).isIn(1003, 1009);
        }
    }

    @Test
    void theDoorSaysFarewellWhenItCloses(RedisUri redis) throws Exception {
        try (OpenDoor door = withQueue(OpenDoor.on(redis))) {
            Ear ear = new Ear();
            connect(door, EVENTS, ear);
            door.door().close();
            assertThat(ear.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1001);
        }
    }

    @Test
    void aQuietOneOutlivesTheTimesOfRequests(RedisUri redis) throws Exception {
        try (OpenDoor door = withQueue(OpenDoor.on(
                redis,
                settings -> settings.withLimits(
                        HttpLimits.defaults().withTimes(Duration.ofSeconds(2), Duration.ofSeconds(1)))))) {
            Ear ear = new Ear();
            connect(door, EVENTS, ear);
            for (int beat = 0; beat < 4; beat++) {
                JsonNode message = ear.messages.poll(20, TimeUnit.SECONDS);
                assertThat(message).as("a beat; " + ear.closed).isNotNull();
                assertThat(message.path("event").asText()).isEqualTo("beat");
                assertThat(message.path("position").asText()).matches("\\d+-\\d+");
            }
            enqueue(door, "a");
            assertThat(ear.next().path("id").asText()).isEqualTo("a");
            assertThat(ear.closed).isNotDone();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Host: localhost, Origin: http://evil.example.com, 403",
        "Host: localhost, Origin: null, 403",
        "Host: localhost, Sec-Fetch-Site: cross-site, 403",
        "Host: localhost, Origin: http://localhost, 101",
        "Host: localhost, X-Nothing: x, 101",
        "Host: evil.example.com, Origin: http://evil.example.com, 421"
    })
    void pagesOfOthersAreNotTold(String host, String header, int status, RedisUri redis) {
        try (OpenDoor door = withQueue(OpenDoor.on(redis));
                Wire wire = new Wire(door.port())) {
            wire.send("GET " + EVENTS + " HTTP/1.1\r\n" + host + "\r\n" + header + "\r\n" + HANDSHAKE);
            assertThat(wire.until("\r\n\r\n")).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void aHandshakeThatIsNoneIsRefusedInASentence(RedisUri redis) {
        try (OpenDoor door = withQueue(OpenDoor.on(redis))) {
            assertThat(Wire.say(
                            door.port(),
                            "GET " + EVENTS + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\n"
                                    + "Upgrade: websocket\r\n\r\n"))
                    .startsWith("HTTP/1.1 400")
                    .contains("This is no handshake of a WebSocket: send one of RFC 6455");
            assertThat(Wire.say(
                            door.port(),
                            "GET /api/v1/queues/never/events HTTP/1.1\r\nHost: localhost\r\n"
                                    + HANDSHAKE.replace("Connection: Upgrade", "Connection: Upgrade, close")))
                    .startsWith("HTTP/1.1 404");
            await().until(() -> door.get("/metrics").text().contains("baton_live_listeners 0\n"));
        }
    }

    @Test
    void aKeyIsNeededAndMayComeAsAProtocol(RedisUri redis, @TempDir Path directory) throws Exception {
        KeyFile.NewKey viewer = KeyFile.newKey("viewer", Set.of(Role.VIEWER));
        KeyFile.NewKey consumer = KeyFile.newKey("consumer", Set.of(Role.CONSUMER));
        try (OpenDoor door = withQueue(OpenDoor.on(redis, settings -> settings, keys(directory, viewer, consumer)))) {
            assertRefused(door, 401, "baton.v1");
            assertRefused(door, 401, "baton.v1", "baton.key.nonsense");
            assertRefused(door, 403, "baton.v1", "baton.key." + consumer.key());
            Ear ear = new Ear();
            WebSocket socket = connect(door, EVENTS, ear, "baton.v1", "baton.key." + viewer.key());
            assertThat(socket.getSubprotocol()).isEqualTo("baton.v1");
            door.baton().queue("q").pause();
            assertThat(ear.next().path("status").asText()).isEqualTo("paused");
        }
    }

    private static Access keys(Path directory, KeyFile.NewKey... keys) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (KeyFile.NewKey key : keys) {
            lines.append(key.line()).append('\n');
        }
        Path file = Files.writeString(directory.resolve("keys"), lines);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return KeyFile.read(file);
    }

    private static void assertRefused(OpenDoor door, int status, String... protocols) {
        assertThatThrownBy(() -> connect(door, EVENTS, new Ear(), protocols))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(status));
    }
}
