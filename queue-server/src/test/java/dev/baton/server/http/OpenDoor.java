package dev.baton.server.http;

import dev.baton.Baton;
import dev.baton.codec.JobCodec;
import dev.baton.json.JacksonCodec;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.server.Gateway;
import dev.baton.server.access.Access;
import dev.baton.server.lending.LendingDesk;
import dev.baton.store.Store;
import dev.baton.testkit.RedisUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A door on a real Redis, and a client before it. */
final class OpenDoor implements AutoCloseable {
    private final Store store;
    private final Baton baton;
    private final LendingDesk desk;
    private final HttpDoor door;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private OpenDoor(RedisStoreOptions options, UnaryOperator<HttpSettings> how, Access access, Duration timeout) {
        JobCodec codec = new JacksonCodec();
        store = RedisStore.connect(options.withCommandTimeout(timeout));
        baton = Baton.on(store, calls -> calls.commandTimeout(timeout));
        desk = new LendingDesk(store, codec, (queue, length) -> {});
        door = HttpDoor.open(
                new Gateway(baton, store, desk, access),
                how.apply(HttpSettings.defaults().withPort(0)));
    }

    static OpenDoor on(RedisUri redis) {
        return on(redis, settings -> settings);
    }

    static OpenDoor on(RedisUri redis, UnaryOperator<HttpSettings> how) {
        return on(redis, how, Access.open());
    }

    static OpenDoor on(RedisUri redis, UnaryOperator<HttpSettings> how, Access access) {
        return new OpenDoor(options(redis), how, access, Duration.ofSeconds(10));
    }

    /** One that gives Redis less time. */
    static OpenDoor impatient(RedisUri redis, Duration timeout) {
        return new OpenDoor(options(redis), settings -> settings, Access.open(), timeout);
    }

    /** One for which Redis has another clock. */
    static OpenDoor on(RedisUri redis, Clock clock) {
        return new OpenDoor(
                options(redis).withClockForTests(clock::instant),
                settings -> settings,
                Access.open(),
                Duration.ofSeconds(10));
    }

    private static RedisStoreOptions options(RedisUri redis) {
        return RedisStoreOptions.of(redis.uri(), new JacksonCodec());
    }

    HttpDoor door() {
        return door;
    }

    int port() {
        return door.port();
    }

    Baton baton() {
        return baton;
    }

    HttpClient client() {
        return client;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    Answer get(String path) {
        return send("GET", path, "", Map.of());
    }

    /** With a body of JSON, or none if it is empty. */
    Answer post(String path, String json) {
        return send("POST", path, json, json.isEmpty() ? Map.of() : Map.of("Content-Type", "application/json"));
    }

    Answer send(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        door.close();
        desk.close();
        baton.close();
    }
}
