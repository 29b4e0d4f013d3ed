package dev.baton.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.server.access.KeyFile;
import dev.baton.server.access.Role;
import dev.baton.server.load.LoadCommand;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crowd at the HTTP door, from the command that makes one. */
@WithRedis
class LoadOverRestTest {
    @TempDir
    private Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void tellsOfEveryJob(RedisUri redis) {
        try (OpenDoor door = OpenDoor.on(redis)) {
            assertThat(load(door, Map.of(), "--clients", "20", "--jobs", "400", "--queue", "crowd", "--json"))
                    .as(err.toString(UTF_8))
                    .isZero();
            JsonNode report = Answer.parse(out.toString(UTF_8));
            assertThat(report.path("over").asText()).isEqualTo("rest");
            for (String what : List.of("enqueued", "claimed", "completed")) {
                assertThat(report.path("jobs").path(what).asInt()).as(what).isEqualTo(400);
            }
            assertThat(report.path("jobs").path("lost").asInt(-1)).isZero();
            for (String what : List.of("enqueue", "claim", "complete", "through")) {
                JsonNode length = report.path("millis").path(what);
                assertThat(length.path("p50").asDouble()).as(what).isPositive();
                assertThat(length.path("p99").asDouble())
                        .isBetween(
                                length.path("p50").asDouble(),
                                length.path("max").asDouble());
            }
            assertThat(door.baton().queue("crowd").stats().done()).isEqualTo(400);
        }
    }

    @Test
    void keepsToItsRate(RedisUri redis) {
        try (OpenDoor door = OpenDoor.on(redis)) {
            assertThat(load(door, Map.of(), "--clients", "5", "--jobs", "60", "--rate", "40", "--json"))
                    .isZero();
            assertThat(Answer.parse(out.toString(UTF_8)).path("seconds").asDouble())
                    .isGreaterThan(1.4);
        }
    }

    @Test
    void waitsIfTheDoorAsksForPatience(RedisUri redis) {
        try (OpenDoor door = OpenDoor.on(
                redis, settings -> settings.withLimits(settings.limits().withRates(10_000, 3)))) {
            assertThat(load(door, Map.of(), "--clients", "10", "--jobs", "10", "--json"))
                    .as(err.toString(UTF_8))
                    .isZero();
            assertThat(Answer.parse(out.toString(UTF_8))
                            .path("jobs")
                            .path("slowed")
                            .asInt())
                    .isPositive();
        }
    }

    @Test
    void showsItsKeyToTheDoorAndToNobodyElse(RedisUri redis) throws IOException {
        KeyFile.NewKey made = KeyFile.newKey("crowd", EnumSet.of(Role.PRODUCER, Role.CONSUMER));
        Path keys = Files.writeString(home.resolve("keys"), made.line() + "\n");
        Path key = Files.writeString(home.resolve("key"), made.key() + "\n");
        try (OpenDoor door = OpenDoor.on(redis, settings -> settings, KeyFile.read(keys))) {
            assertThat(load(door, Map.of(), "--jobs", "10")).isEqualTo(1);
            assertThat(err.toString(UTF_8)).contains("401");
            err.reset();
            assertThat(load(door, Map.of(), "--jobs", "10", "--key-file", key.toString()))
                    .isZero();
            assertThat(load(door, Map.of("BATON_KEY", made.key()), "--jobs", "10"))
                    .isZero();
            assertThat(out.toString(UTF_8) + err.toString(UTF_8)).doesNotContain(made.key());
        }
    }

    private int load(OpenDoor door, Map<String, String> environment, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--over", "rest", "--at", "127.0.0.1:" + door.port()));
        arguments.addAll(List.of(more));
        return new LoadCommand(environment)
                .run(
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        arguments.toArray(String[]::new));
    }
}
