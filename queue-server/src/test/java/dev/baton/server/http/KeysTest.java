package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.server.access.KeyFile;
import dev.baton.server.access.Role;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A door that asks for keys. */
@WithRedis
class KeysTest {
    private final Map<Role, String> keys = new EnumMap<>(Role.class);
    private OpenDoor door;

    @BeforeEach
    void open(RedisUri redis, @TempDir Path directory) throws IOException {
        StringBuilder lines = new StringBuilder("# keys\n\n");
        for (Role role : Role.values()) {
            KeyFile.NewKey made = KeyFile.newKey("the-" + role.word(), Set.of(role));
            keys.put(role, made.key());
            lines.append(made.line()).append('\n');
        }
        Path file = Files.writeString(directory.resolve("keys"), lines);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        door = OpenDoor.on(redis, settings -> settings, KeyFile.read(file));
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void everyRouteLetsInExactlyTheRolesThatItNames() {
        for (Route route : door.door().routes()) {
            String path = route.path().replaceAll("\\{[a-z]+}", "x");
            Map<String, String> json = Map.of("Content-Type", "application/json");
            if (route.roles().isEmpty()) {
                assertThat(door.send(route.method(), path, "", Map.of()).status())
                        .as(path)
                        .isEqualTo(200);
                continue;
            }
            assertThat(door.send(route.method(), path, "", json).isProblem(401).header("WWW-Authenticate"))
                    .contains("Bearer");
            for (Role role : Role.values()) {
                Answer answer = door.send(
                        route.method(),
                        path,
                        "",
                        Map.of("Content-Type", "application/json", "Authorization", "Bearer " + keys.get(role)));
                boolean refused = answer.status() == 401 || answer.status() == 403;
                assertThat(refused)
                        .as(role + " " + path + " " + answer.text())
                        .isNotEqualTo(route.roles().contains(role));
            }
        }
    }

    @Test
    void aKeyMayComeInEitherHeaderAndAWrongOneIsRefused() {
        String key = keys.get(Role.VIEWER);
        door.send("GET", "/stats", "", Map.of("X-API-Key", key)).is(200);
        door.send("GET", "/stats", "", Map.of("Authorization", "bearer " + key)).is(200);
        door.send("GET", "/stats", "", Map.of("X-API-Key", key + "x")).isProblem(401);
        door.send("GET", "/stats", "", Map.of("Authorization", "Basic " + key)).isProblem(401);
        door.send("GET", "/stats", "", Map.of("X-API-Key", "x".repeat(5000))).isProblem(401);
    }

    @Test
    void whoTriesWhatTheKeyMayNotDoIsWrittenDown() {
        try (AuditLines log = new AuditLines()) {
            String key = keys.get(Role.VIEWER);
            door.send("POST", "/api/v1/queues/q/pause", "", Map.of("X-API-Key", key))
                    .isProblem(403);
            door.send("POST", "/api/v1/claims/q~a~secret~1/complete", "", Map.of("X-API-Key", key))
                    .isProblem(403);
            door.send("POST", "/api/v1/queues/q/pause", "", Map.of("X-API-Key", key + "x"))
                    .isProblem(401);
            assertThat(log.all())
                    .containsExactly(
                            "who=the-viewer from=127.0.0.1 did=pause queue=q about=- outcome=403 urn:baton:problem:forbidden",
                            "who=the-viewer from=127.0.0.1 did=complete queue=- about=- outcome=403 urn:baton:problem:forbidden",
                            "who=- from=127.0.0.1 did=pause queue=q about=- outcome=401 urn:baton:problem:unauthenticated");
        }
    }

    @Test
    void theBodyOfAStrangerIsNeverRead() {
        String request = "POST /tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 1000\r\n\r\n";
        try (Wire stranger = new Wire(door.port())) {
            stranger.send(request);

            assertThat(stranger.until("\r\n")).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void anAddressThatOthersReachNeedsKeys(RedisUri redis) {
        assertThatThrownBy(() -> OpenDoor.on(redis, settings -> settings.withHost("0.0.0.0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("configure keys");
        KeyFile.NewKey made = KeyFile.newKey("a", Set.of(Role.VIEWER));
        assertThat(made.toString()).doesNotContain(made.key());
        assertThat(List.of(made.line().split(" "))).hasSize(3);
    }
}
